// Framing by slices and padding, and bilinear resizing with half-pixel centres and no antialiasing, in numpy, for programs
// that pictures are held against.

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

/** `framed(a, w, h, how)`: what of an array [height, width, ...] is then stretched to w by h; `beyond` fills a black border. */
export const framed = `
def framed(a, w, h, how, beyond=0):
    if how == "stretch":
        return a
    high, wide = a.shape[:2]
    if how == "crop":
        down, across = max(min(high, int(wide * h / w)), 1), max(min(wide, int(high * w / h)), 1)
        top, left = (high - down) // 2, (wide - across) // 2
        return a[top:top + down, left:left + across]
    down, across = max(high, int(wide * h / w)) - high, max(wide, int(high * w / h)) - wide
    sides = [(down // 2, down - down // 2), (across // 2, across - across // 2)] + [(0, 0)] * (a.ndim - 2)
    return np.pad(a, sides, mode="edge") if how == "padEdge" else np.pad(a, sides, constant_values=beyond)
`;
