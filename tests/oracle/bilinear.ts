// Bilinear resizing with half-pixel centres and no antialiasing, in numpy, for programs that pictures are held against.

/** `bilinear(a, w, h)` of an array [height, width, channels]; `np` is numpy there. */
export const bilinear = `
def bilinear(a, w, h):
    def axis(n, m):
        at = (np.arange(m) + 0.5) * (n / m) - 0.5
        low = np.maximum(np.floor(at).astype(int), 0); high = np.minimum(np.ceil(at).astype(int), n - 1)
        return low, high, at - np.floor(at)
    l, r, fx = axis(a.shape[1], w); t, b, fy = axis(a.shape[0], h)
    fx = fx[None, :, None]; fy = fy[:, None, None]
    a = a.astype(float)
    top = a[t][:, l] + (a[t][:, r] - a[t][:, l]) * fx
    low = a[b][:, l] + (a[b][:, r] - a[b][:, l]) * fx
    return np.floor(top + (low - top) * fy + 0.5)
`;
