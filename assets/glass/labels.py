"""Labels and prints with made-up words, for the products of scenes.py and for sticking on in learn.py."""
import glob
import os
import random

from PIL import Image, ImageDraw, ImageFont

FONTS = sorted(f for f in glob.glob("../fonts/*.ttf") if "cyrillic" not in f and "ext" not in f and "vietnamese" not in f)
NAMES = "AURELE MIRELUNE BOTANIK Noor Halden Oyster SOLENNE vera LUNE ATELIER Mossa elm".split()
WORDS = "DEW SERUM OIL TONIC GLOW VELVET CLOUD CREAM NIGHT REPAIR LUMEN AURA SILK BALM WATER ROSE CALM MIST WASH GEL".split()
PAPERS = [(255, 255, 255), (250, 246, 240), (240, 232, 220), (246, 222, 214), (222, 232, 224), (215, 224, 236),
          (30, 30, 34), (196, 170, 130), (120, 40, 40), (236, 236, 236), (252, 250, 250)]
PALE = [(255, 255, 255), (250, 246, 240), (236, 236, 236), (252, 250, 250), (244, 240, 236)]
INKS = [(30, 28, 28), (74, 43, 37), (60, 70, 60), (200, 160, 90), (20, 40, 70)]


def label(seed, printed):
    """A patch of paper, or (printed) ink on nothing."""
    chance = random.Random(seed)
    width, height = 700, chance.choice([500, 700, 900])
    ink, paper = chance.choice(INKS), chance.choice(PAPERS)
    # Most labels are pale, with small print or none: the hardest to tell from a clear pane.
    fine = not printed and seed >= 60
    if fine and chance.random() < 0.7:
        paper, ink = chance.choice(PALE), chance.choice(INKS)
    if not printed and sum(paper) < 330:
        ink = (240, 235, 225)
    if printed and chance.random() < 0.3:
        ink = (250, 250, 250)
    picture = Image.new("RGBA", (width, height), ink + (0,) if printed else paper + (255,))
    draw = ImageDraw.Draw(picture)

    if fine and chance.random() < 0.15:
        return picture

    def line(words, size, y):
        size = max(16, int(size * 0.6)) if fine else size
        font = ImageFont.truetype(chance.choice(FONTS), size)
        left, top, right, bottom = draw.textbbox((0, 0), words, font=font)
        if right - left > width * 0.9:
            font = font.font_variant(size=int(size * width * 0.9 / (right - left)))
            left, top, right, bottom = draw.textbbox((0, 0), words, font=font)
        draw.text(((width - right + left) / 2, y), words, font=font, fill=ink + (255,))
        return y + int((bottom - top) * 1.5)

    y = line(chance.choice(NAMES), chance.randint(70, 150), int(height * chance.uniform(0.08, 0.4)))
    y = line(" ".join(chance.sample(WORDS, 2)), chance.randint(28, 60), y + chance.randint(5, 40))
    if chance.random() < 0.5:
        draw.rectangle((width * 0.4, y + 20, width * 0.6, y + 24), fill=ink + (255,))
        y += 50
    for _ in range(chance.randint(0, 3)):
        y = line(" ".join(chance.sample(WORDS, 3)).lower(), chance.randint(20, 34), y + chance.randint(5, 20))
    if not printed and chance.random() < 0.35:
        margin = chance.randint(12, 40)
        frame = (margin, margin, width - margin, height - margin)
        draw.rectangle(frame, outline=ink + (255,), width=chance.randint(2, 8))
    return picture


if __name__ == "__main__":
    os.makedirs("labels", exist_ok=True)
    for seed in range(160):
        label(seed, False).save(f"labels/patch{seed}.png")
    for seed in range(40):
        label(1000 + seed, True).save(f"labels/print{seed}.png")
