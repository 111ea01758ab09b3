"""The QR code, read back by a reader of our own that shares no code with what writes it."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator

import numpy as np
import pytest
from PIL import Image

from surveys import qr

LINK = "https://closer.example.com/i/u8XASq7M4yVZxLnCt4bh2UCjdcDbJev26EgY-BrPtK4/"
QUIET = 4
# ISO/IEC 18004, level M: data codewords of each block, and correction codewords, by version
BLOCKS = {
    3: ([44], 26),
    4: ([32] * 2, 18),
    5: ([43] * 2, 24),
    6: ([27] * 4, 16),
    7: ([31] * 4, 18),
    8: ([38] * 2 + [39] * 2, 22),
}
ALIGNED = {3: (6, 22), 4: (6, 26), 5: (6, 30), 6: (6, 34), 7: (6, 22, 38), 8: (6, 24, 42)}
MASKS = (
    lambda i, j: (i + j) % 2,
    lambda i, j: i % 2,
    lambda i, j: j % 3,
    lambda i, j: (i + j) % 3,
    lambda i, j: (i // 2 + j // 3) % 2,
    lambda i, j: i * j % 2 + i * j % 3,
    lambda i, j: (i * j % 2 + i * j % 3) % 2,
    lambda i, j: ((i + j) % 2 + i * j % 3) % 2,
)


def read(modules: np.ndarray) -> str:
    """The text of a QR code at level M in byte mode; `modules` is 1 for dark, without a quiet zone."""
    size = len(modules)
    version = (size - 17) // 4
    assert 17 + 4 * version == size
    finder = np.array([[max(abs(i - 3), abs(j - 3)) != 2 for j in range(7)] for i in range(7)])
    for corner in (modules[:7, :7], modules[:7, -7:], modules[-7:, :7]):
        assert (corner == finder).all()
    format_bits = [int(modules[8, j]) for j in (0, 1, 2, 3, 4)]
    unmasked = int("".join(map(str, format_bits)), 2) ^ 0b10101
    assert unmasked >> 3 == 0b00  # level M
    mask = MASKS[unmasked & 7]
    taken = np.zeros((size, size), bool)
    taken[:9, :9] = taken[:9, -8:] = taken[-8:, :9] = True
    taken[6, :] = taken[:, 6] = True
    for i in ALIGNED[version]:
        for j in ALIGNED[version]:
            if not ((i < 8 and j < 8) or (i < 8 and j > size - 9) or (i > size - 9 and j < 8)):
                taken[i - 2 : i + 3, j - 2 : j + 3] = True
    if version >= 7:
        taken[:6, -11:-8] = taken[-11:-8, :6] = True
    bits = [int(bool(modules[i, j]) ^ (mask(i, j) == 0)) for i, j in zigzag(size) if not taken[i, j]]
    words = [int("".join(map(str, bits[at : at + 8])), 2) for at in range(0, len(bits) - 7, 8)]
    sizes, _correction = BLOCKS[version]
    blocks: list[list[int]] = [[] for _ in sizes]
    stream = iter(words)
    for at in range(max(sizes)):
        for block, length in zip(blocks, sizes, strict=True):
            if at < length:
                block.append(next(stream))
    data = "".join(f"{word:08b}" for block in blocks for word in block)
    assert data[:4] == "0100"  # bytes
    length = int(data[4:12], 2)
    return bytes(int(data[at : at + 8], 2) for at in range(12, 12 + 8 * length, 8)).decode()


def zigzag(size: int) -> Iterator[tuple[int, int]]:
    """Where the bits lie: two columns at a time from the right, up and down, without the sixth."""
    up, right = True, size - 1
    while right > 0:
        right -= right == 6
        for i in reversed(range(size)) if up else range(size):
            yield i, right
            yield i, right - 1
        up, right = not up, right - 2


def modules_of_png(content: bytes) -> np.ndarray:
    """Its middle points, module by module, with the quiet zone looked at and cut off."""
    pixels = np.asarray(Image.open(io.BytesIO(content)).convert("L")) < 128
    dark = np.argwhere(pixels)
    top = dark[:, 0].min()
    step = int(np.argmin(pixels[top, dark[:, 1].min() :])) // 7  # a finder pattern's side is 7 modules
    assert top == step * QUIET
    middles = pixels[step // 2 :: step, step // 2 :: step]
    assert not middles[:QUIET].any()
    assert not middles[-QUIET:].any()
    assert not middles[:, :QUIET].any()
    assert not middles[:, -QUIET:].any()
    return middles[QUIET:-QUIET, QUIET:-QUIET].astype(int)


def modules_of_svg(markup: str) -> np.ndarray:
    """What its one stroked path covers; it has no other dark mark."""
    root = ET.fromstring(markup)
    paths = [one for one in root.iter() if one.tag.rpartition("}")[2] == "path"]
    light, dark = paths
    assert (light.get("fill"), dark.get("stroke")) == ("#fff", "#000")
    size = int(float(re.search(r"M0 0h(\d+)", light.get("d", ""))[1]))  # type: ignore[index]
    found = np.zeros((size, size), int)
    i = j = 0.0
    for command, numbers in re.findall(r"([MmhH])([-\d. ]+)", dark.get("d", "")):
        values = [float(value) for value in numbers.split()]
        if command == "M":
            j, i = values
        elif command == "m":
            j, i = j + values[0], i + values[1]
        else:
            found[int(i), int(j) : int(j + values[0])] = 1
            j += values[0]
    assert not found[:QUIET].any()
    assert not found[:, :QUIET].any()
    return found[QUIET:-QUIET, QUIET:-QUIET]


@pytest.mark.parametrize(
    "text", [LINK, LINK.replace("closer.example.com", "x.de"), LINK.replace("closer", "c" * 40)]
)
def test_it_is_read_back_from_every_form_of_it(text: str) -> None:
    assert read(modules_of_png(qr.png(text))) == text
    assert read(modules_of_svg(qr.svg(text).decode())) == text
    assert read(modules_of_svg(str(qr.inline(text)))) == text


def test_the_reader_notices_another_text() -> None:
    assert read(modules_of_png(qr.png(LINK[:-2] + "x/"))) != LINK


def test_a_picture_within_a_page_has_neither_style_nor_text() -> None:
    picture = str(qr.inline(LINK))
    assert picture.startswith("<svg viewBox=")
    assert "style" not in picture
    assert "<text" not in picture
    assert "http" not in picture


def test_a_file_prints_sharp_at_ten_centimetres() -> None:
    width, height = Image.open(io.BytesIO(qr.png(LINK))).size
    assert width == height >= 10 / 2.54 * 200  # dots to the inch
    assert 'width="' in qr.svg(LINK).decode()
