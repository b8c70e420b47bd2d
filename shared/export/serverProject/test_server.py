"""Tests of the server: python -m unittest test_server"""

import json
import threading
import unittest
import urllib.error
import urllib.request

import server


class ServerTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.running = server.Server(("127.0.0.1", 0), server.Handler)
        threading.Thread(target=cls.running.serve_forever, daemon=True).start()
        cls.address = f"http://127.0.0.1:{cls.running.server_address[1]}"

    @classmethod
    def tearDownClass(cls):
        cls.running.shutdown()
        cls.running.server_close()

    def ask(self, path, body=None, kind="application/json"):
        request = urllib.request.Request(self.address + path, data=body, headers={"Content-Type": kind} if body is not None else {})
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                return response.status, json.load(response)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)

    def test_says_what_it_takes(self):
        status, about = self.ask("/")
        self.assertEqual(status, 200)
        self.assertEqual([entry["name"] for entry in about["inputs"]], [settings["source"] for settings in server.INPUTS])
        self.assertEqual(self.ask("/health"), (200, {"status": "ok"}))

    def test_no_samples_no_answers(self):
        self.assertEqual(self.ask("/predict", b'{"samples": []}'), (200, {"answers": []}))

    def test_refusals(self):
        for path, body, kind, wanted in [
            ("/predict", b"no json", "application/json", 400),
            ("/predict", b"[" * 100_000, "application/json", 400),
            ("/predict", b'{"samples": [{"file": "/etc/passwd"}]}', "application/json", 400),
            ("/predict", b'{"samples": ["/etc/passwd", 5]}', "application/json", 400),
            ("/predict", b"x", "text/plain", 415),
            ("/else", b"{}", "application/json", 404),
            ("/predict", json.dumps({"samples": [0] * (server.MOST_SAMPLES + 1)}).encode(), "application/json", 413),
        ]:
            with self.subTest(body=body[:40]):
                status, answer = self.ask(path, body, kind)
                if path == "/predict" and b"passwd" in body and status == 200:
                    # A row without the columns, or a text, is a sample like any other; no file was read for it.
                    self.assertTrue(all(settings["modality"] in ("table", "text") for settings in server.INPUTS))
                    continue
                self.assertEqual(status, wanted)
                self.assertIn("error", answer)


if __name__ == "__main__":
    unittest.main()
