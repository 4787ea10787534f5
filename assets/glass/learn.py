"""Learns the weights: learn.py RENDERS MINUTES OUT [FROM], and writes them out: learn.py export WEIGHTS FILE.

A render is put before a made-up backdrop as a camera would see it (shadow, noise, JPEG), shown as
`src/studio/cutout/glass/mod.rs` shows a photograph, and the network is asked how much of the backdrop shines through.
"""
import glob
import io
import sys
import time

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from PIL import Image

# The program looks at 192 pixels; smaller ones are learned from as well, for they are quick and teach the large shapes.
SIDES, STEP = [112, 144, 192], 32
COVERED = 0.04


class Block(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.c = nn.Conv2d(inputs, outputs, 3, padding=1, bias=False)
        self.n = nn.BatchNorm2d(outputs, momentum=0.05)

    def forward(self, x):
        return F.relu(self.n(self.c(x)))

    def folded(self):
        """Weights and biases of the convolution with the normalisation in it."""
        scale = self.n.weight / torch.sqrt(self.n.running_var + self.n.eps)
        return self.c.weight * scale[:, None, None, None], self.n.bias - self.n.running_mean * scale


class Net(nn.Module):
    def __init__(self, levels=(24, 32, 40, 48, 64)):
        super().__init__()
        self.e, self.d, channels = nn.ModuleList(), nn.ModuleList(), 28
        for n in levels:
            self.e.append(nn.ModuleList([Block(channels, n), Block(n, n)]))
            channels = n
        for n in reversed(levels[:-1]):
            self.d.append(Block(channels + n, n))
            channels = n
        self.out = nn.Conv2d(channels, 4, 3, padding=1)
        nn.init.constant_(self.out.bias, -1.0)

    def logit(self, x):
        y = torch.cat([(x[:, :3] - 0.85) * 3, (x[:, 3:6] - 0.8) * 2, x[:, 6:7]], 1)
        y, finer = F.pixel_unshuffle(y, 2), []
        for level, (first, second) in enumerate(self.e):
            y = second(first(F.max_pool2d(y, 2) if level else y))
            finer.append(y)
        for block, skipped in zip(self.d, reversed(finer[:-1])):
            y = block(torch.cat([F.interpolate(y, scale_factor=2, mode="nearest"), skipped], 1))
        return F.pixel_shuffle(self.out(y), 2)


def bound(x):
    """No more light comes through than there is."""
    return x[:, :3].amin(1, keepdim=True).clamp(0, 1) ** 2 * x[:, 6:7]


def resized(plane, size, how=Image.BILINEAR):
    return np.array(Image.fromarray(np.ascontiguousarray(plane, np.float32)).resize(size, how))


def box_of(mask):
    rows, columns = np.where(mask.any(1))[0], np.where(mask.any(0))[0]
    return rows[0], rows[-1] + 1, columns[0], columns[-1] + 1


def shadow(cover, chance):
    """A contact shadow and one cast to a side."""
    height, width = cover.shape
    foot = np.where((cover > 0.5).any(1))[0][-1]
    columns = np.where((cover[max(0, foot - 6):foot + 1] > 0.5).any(0))[0]
    middle, half = (columns[0] + columns[-1]) / 2, (columns[-1] - columns[0]) / 2 + 1
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)

    def blob(across, down, wide, high):
        d = ((x - across) / wide) ** 2 + ((y - down) / high) ** 2
        return np.where(d < 1, (1 - d) ** 2, 0)

    side = chance.choice([-1, 1])
    contact = blob(middle, foot - half * 0.02, half * 1.12, half * 0.16)
    cast = blob(middle + side * half * 0.8, foot - half * 0.1, half * 1.9, half * 0.42)
    return 1 - (1 - 0.75 * contact) * (1 - 0.45 * cast)


def backdrop(chance):
    """Colours at the top and at the foot: white, grey or tinted, seldom dark."""
    kind = chance.random()
    if kind < 0.35:
        top = np.full(3, chance.uniform(0.95, 1.0))
        foot = top * chance.uniform(0.95, 1.0)
    elif kind < 0.65:
        top = chance.uniform(0.65, 0.97) * chance.uniform(0.98, 1.02, 3)
        foot = top * chance.uniform(0.85, 1.05)
    elif kind < 0.93:
        top = chance.uniform(0.7, 1.0, 3) * chance.uniform(0.8, 1.0)
        foot = top * chance.uniform(0.88, 1.04)
    else:
        top = chance.uniform(0.15, 0.7, 3)
        foot = top * chance.uniform(0.8, 1.1)
    return np.clip(top, 0, 1), np.clip(foot, 0, 1)


def photograph(code, alpha, chance):
    """The product before a backdrop, and the backdrop alone without shadow; gamma-coded."""
    height, width = alpha.shape
    top, foot = backdrop(chance)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    u, v = x / width, y / height
    dim = 1 - chance.uniform(0, 0.18) * (u * u + (1 - v) ** 2) * 0.5
    ground = (top**2 + (foot**2 - top**2) * v[..., None]) * dim[..., None]
    lit = ground * (1 - chance.uniform(0.1, 0.65) * shadow((alpha > COVERED).astype(np.float32), chance))[..., None]
    light = code**2 * alpha[..., None] + lit * (1 - alpha[..., None])
    noise = chance.normal(0, 1, light.shape) * chance.choice([0, 0.6, 1.2, 2.2, 3.0])
    picture = np.clip(np.round(np.sqrt(np.clip(light, 0, None)) * 255 + noise), 0, 255).astype(np.uint8)
    quality = int(chance.choice([0, 70, 80, 90, 95]))
    if quality:
        file = io.BytesIO()
        Image.fromarray(picture).save(file, "JPEG", quality=quality)
        picture = np.array(Image.open(file))
    return picture.astype(np.float32) / 255, np.clip(np.sqrt(ground) * chance.normal(1, 0.004), 0, 1)


class Samples:
    def __init__(self, folder, chance):
        self.folder, self.chance, self.known = folder, chance, {}
        self.labels = []
        for file in sorted(glob.glob("labels/*.png")):
            label = Image.open(file).convert("RGBA")
            label = label.resize((260, 260 * label.height // label.width))
            self.labels.append(np.array(label).astype(np.float32) / 255)

    def files(self):
        """All but every twelfth, which is kept out."""
        files = sorted(glob.glob(f"{self.folder}/*.png"))
        return [file for file in files if int(file[-9:-4]) % 12 != 5]

    def render(self):
        files = self.files()
        while True:
            file = files[self.chance.integers(len(files))]
            if file not in self.known:
                picture = np.array(Image.open(file).convert("RGBA"))
                top, bottom, left, right = box_of(picture[..., 3] > 10) if (picture[..., 3] > 10).any() else (0, 0, 0, 0)
                whole = min(bottom - top, right - left) >= 20
                margin = ((30, 30), (30, 30), (0, 0))
                self.known[file] = np.pad(picture[top:bottom, left:right], margin) if whole else None
            if self.known[file] is not None:
                return self.known[file].astype(np.float32) / 255

    def varied(self, picture):
        """Another size and side, other glass with the same light of its own, other light, perhaps a label stuck on."""
        chance = self.chance
        if chance.random() < 0.5:
            picture = picture[:, ::-1]
        scale = chance.uniform(0.55, 1.05)
        size = round(picture.shape[1] * scale), round(picture.shape[0] * scale)
        premultiplied = np.concatenate([picture[..., :3] * picture[..., 3:], picture[..., 3:]], 2)
        picture = np.stack([resized(premultiplied[..., c], size) for c in range(4)], 2)
        picture[..., :3] /= np.maximum(picture[..., 3:], 1e-3)
        picture = np.clip(picture, 0, 1)
        glass = ((picture[..., 3] > 0.1) & (picture[..., 3] < 0.9)).mean() > 0.03
        if chance.random() < (0.85 if glass else 0.3):
            picture = self.labelled(picture)
        code, alpha = picture[..., :3], picture[..., 3]
        if chance.random() < 0.6:
            own = code**2 * alpha[..., None]
            alpha = 1 - np.where(alpha < COVERED, 1, np.clip(1 - alpha, 0, 1) ** chance.uniform(0.6, 1.7))
            code = np.sqrt(np.clip(own / np.maximum(alpha, 1e-3)[..., None], 0, 1))
        return np.clip(code * chance.uniform(0.9, 1.08) * chance.uniform(0.96, 1.04, 3), 0, 1), alpha

    def labelled(self, picture):
        """A label, opaque and shaded as on a cylinder, or a print."""
        chance, alpha = self.chance, picture[..., 3]
        widths = (alpha > COVERED).sum(1)
        rows = np.where(widths > 0.5 * widths.max())[0]
        if len(rows) < 60:
            return picture
        tall = rows[-1] - rows[0]
        top = rows[0] + tall * chance.uniform(0.15, 0.6)
        bottom = min(top + tall * chance.uniform(0.15, 0.5), rows[-1] - tall * 0.04)
        columns = np.where(alpha[int((top + bottom) / 2)] > COVERED)[0]
        if len(columns) < 30:
            return picture
        centre, radius = (columns[0] + columns[-1]) / 2, (columns[-1] - columns[0]) / 2
        y, x = np.mgrid[0:picture.shape[0], 0:picture.shape[1]].astype(np.float32)
        u = np.clip((x - centre) / radius, -0.999, 0.999)
        bulge = chance.uniform(-0.08, 0.12) * radius * (np.sqrt(1 - u * u) - 0.6)
        v, w = (y - top - bulge) / (bottom - top), (np.arcsin(u) / chance.uniform(0.4, 1.45) + 1) / 2
        label = self.labels[chance.integers(len(self.labels))]
        place = [np.clip((t * n).astype(int), 0, n - 1) for t, n in zip((v, w), label.shape)]
        paint = label[place[0], place[1]]
        on = (v >= 0) & (v < 1) & (w >= 0) & (w < 1) & (np.abs(x - centre) < radius) & (alpha > COVERED)
        ink = paint[..., 3] * on
        shade = chance.uniform(0.75, 1.0) + chance.uniform(-0.25, 0.25) * u + chance.uniform(0, 0.2) * np.sqrt(1 - u * u)
        if chance.random() < 0.4:
            gloss = ((u - chance.uniform(-0.6, 0.6)) / chance.uniform(0.05, 0.3)) ** 2
            shade = shade + chance.uniform(0, 0.3) * np.exp(-gloss)
        colour = np.clip(paint[..., :3] * shade[..., None] * chance.uniform(0.7, 1.0), 0, 1)
        under = alpha * (1 - ink)
        light = colour**2 * ink[..., None] + picture[..., :3] ** 2 * under[..., None]
        code = np.sqrt(np.clip(light, 0, 1) / np.maximum(ink + under, 1e-3)[..., None])
        return np.concatenate([np.clip(code, 0, 1), (ink + under)[..., None]], 2).astype(np.float32)

    def sample(self, side):
        """What the network sees, what it should say, and where that counts: not at the outline."""
        code, alpha = self.varied(self.render())
        picture, ground = photograph(code, alpha, self.chance)
        mask = alpha > COVERED
        sure = mask
        for _ in range(2):
            sure = sure & np.roll(sure, 1, 0) & np.roll(sure, -1, 0) & np.roll(sure, 1, 1) & np.roll(sure, -1, 1)
        for _ in range(self.chance.integers(0, 3)):
            mask = mask | np.roll(mask, 1, 0) | np.roll(mask, -1, 0) | np.roll(mask, 1, 1) | np.roll(mask, -1, 1)
        top, bottom, left, right = box_of(mask)
        planes = np.concatenate([picture / np.maximum(ground, 0.02), ground, mask[..., None]], 2)
        scale = side / max(bottom - top, right - left)
        size = max(1, round((right - left) * scale)), max(1, round((bottom - top) * scale))
        how = Image.BOX if scale < 1 else Image.BILINEAR
        shown = np.stack([resized(planes[top:bottom, left:right, c], size, how) for c in range(7)])
        shown[:3] = np.clip(shown[:3], 0, 1.25)
        truth = resized(((1 - alpha) * mask)[top:bottom, left:right], size, Image.BOX)
        counts = resized(sure[top:bottom, left:right], size, Image.BOX)
        return shown, truth, counts * (counts > 0.9)

    def batch(self, count):
        side = SIDES[self.chance.integers(len(SIDES))]
        samples = [self.sample(side) for _ in range(count)]
        height, width = (max(-(-s[0].shape[axis] // STEP) * STEP for s in samples) for axis in (1, 2))
        shown = np.zeros((count, 7, height, width), np.float32)
        truth, counts = np.zeros((2, count, 1, height, width), np.float32)
        for i, (s, t, c) in enumerate(samples):
            shown[i, :3], shown[i, 3:6] = 1, s[3:6].mean((1, 2))[:, None, None]
            shown[i, :, :s.shape[1], :s.shape[2]] = s
            truth[i, 0, :t.shape[0], :t.shape[1]], counts[i, 0, :t.shape[0], :t.shape[1]] = t, c
        return torch.from_numpy(shown), torch.from_numpy(truth), torch.from_numpy(counts)


def learn(folder, minutes, out, start=None):
    torch.set_num_threads(1)
    net = Net()
    if start:
        net.load_state_dict(torch.load(start))
    step, begun, rate = torch.optim.AdamW(net.parameters(), weight_decay=1e-4), time.time(), 1.6e-3 if start else 3e-3
    samples, count, usual, mean = Samples(folder, np.random.default_rng()), 0, None, None
    while (passed := (time.time() - begun) / 60 / minutes) < 1:
        for group in step.param_groups:
            group["lr"] = rate * max(0.02, min(1, (1 - passed) * 1.4)) * min(1, (count + 1) / 50)
        shown, truth, counts = samples.batch(8)
        logit, most = net.logit(shown), bound(shown)
        through = torch.sigmoid(logit) * most
        # A label or a cap that is taken for glass is the worst mistake.
        inside = ((truth > 0.08) * counts).sum((1, 2, 3), keepdim=True) > 0.05 * counts.sum((1, 2, 3), keepdim=True)
        counts = counts * (1 + 2.5 * inside * (truth < 0.05))
        weight, share = counts * most.clamp(0.05), (truth / most.clamp(0.02)).clamp(0, 1)
        doubt = F.binary_cross_entropy_with_logits(logit, share, reduction="none")
        wrong = ((through - truth).abs() * counts).sum() / counts.sum()
        step.zero_grad()
        ((doubt * weight).sum() / weight.sum() + 2 * wrong).backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        step.step()
        # What is kept is the running mean of the weights, which is calmer than they are.
        now = net.state_dict()
        if mean is None:
            mean = {name: value.clone() for name, value in now.items()}
        mean = {name: v * 0.01 + mean[name] * 0.99 if v.dtype.is_floating_point else v for name, v in now.items()}
        count, usual = count + 1, wrong.item() if usual is None else usual * 0.98 + wrong.item() * 0.02
        if count % 50 == 0:
            print(f"{count} steps, {passed:.0%}: wrong by {usual:.4f} of the product", flush=True)
            torch.save(mean, out)
    torch.save(mean, out)


def export(weights, file):
    """The upper halves of 32-bit floats, rounded, little-endian, in the order of the layers."""
    net = Net()
    net.load_state_dict(torch.load(weights))
    layers = [block.folded() for pair in net.e for block in pair] + [block.folded() for block in net.d]
    layers.append((net.out.weight, net.out.bias))
    numbers = np.concatenate([part.detach().numpy().ravel() for layer in layers for part in layer]).astype(np.float32)
    bits = numbers.view(np.uint32)
    ((bits + 0x7FFF + (bits >> 16 & 1)) >> 16).astype("<u2").tofile(file)


if __name__ == "__main__":
    if sys.argv[1] == "export":
        export(*sys.argv[2:])
    else:
        learn(sys.argv[1], float(sys.argv[2]), *sys.argv[3:])
