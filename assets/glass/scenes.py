"""Renders made-up cosmetics with exact transparency: blender -b -P scenes.py -- FIRST LAST FOLDER.

One seed is one product: glass bottles and jars (clear, tinted, frosted, square; with liquid, stem, label or print) and
opaque ones (bottles, tubes, boxes; pale more often than dark), in a studio of soft boxes that is never twice the same.
"""
import math
import os
import random
import sys

import bmesh
import bpy

WIDTH, HEIGHT = 240, 424
PALE = [0xFFFFFF, 0xF6F1EC, 0xF3ECE6, 0xF8F8F8, 0xEFEFF2, 0xF5D9CE, 0xE6CDB8, 0xDDE6DF, 0xD8E0EA, 0xF0E4D0, 0xEDE0EA]
DARK = [0x1A1A1E, 0x2C2420, 0x0F2A22, 0x3A1518, 0x20304A, 0x6B4A33, 0x777777]
GOLD, SILVER, WOOD = [0xE2B877, 0xD9A38A, 0xEBD2A0], [0xE8E8EA, 0xC8CACC], [0xB98A5A, 0x8A5F3C]
CLEAR = [0xFFFFFF, 0xFFFFFF, 0xFFF8F4, 0xF4FFFB, 0xF2F8FF, 0xFFF4EF, 0xF6F6F6]
TINTED = [0xC8742A, 0xE0A060, 0x6FA080, 0x88B8D8, 0xF0B8B8, 0x8A8A90, 0x3A5FA8, 0xE8D8A8, 0xC8E0D0]
LIQUID = [0xFFFFFF, 0xFFFFFF, 0xF3B49B, 0xF2D27A, 0xF6C6D0, 0xA8D8B8, 0xA8CCE8, 0xE89A50, 0xD8C8F0, 0xB04838]
# Place, turn in degrees, size, power, colour.
BOXES = [((-3.6, -2.2, 2.6), (78, 0, -58), 1.1, 5.2, 260, (1, 1, 1)), ((3.9, -1.6, 2.4), (80, 0, 66), 0.6, 5.2, 150, (1, 0.95, 0.92)),
         ((0, -1, 7.2), (8, 0, 0), 4, 3, 180, (1, 1, 1)), ((0, -6.5, 2), (82, 0, 0), 5, 4, 60, (1, 0.97, 0.95)),
         ((-1.6, 3.6, 3), (-100, 0, 18), 2.2, 5, 190, (1, 1, 1)), ((2.2, 3.4, 2.6), (-100, 0, -22), 1.4, 5, 120, (1, 1, 1))]


def linear(code):
    parts = [(code >> shift & 255) / 255 for shift in (16, 8, 0)]
    return tuple(v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts) + (1,)


def arc(x, z, radius, first, last, steps=8):
    turns = [math.radians(first + (last - first) * i / steps) for i in range(steps + 1)]
    return [(x + radius * math.cos(t), z + radius * math.sin(t)) for t in turns]


class Product:
    def __init__(self, seed):
        self.chance = random.Random(seed)
        bpy.ops.wm.read_factory_settings(use_empty=True)
        self.scene = bpy.context.scene
        self.studio(seed)
        self.shape()
        self.top = self.glass() if self.chance.random() < 0.66 else self.opaque()
        self.lights()
        self.camera()

    def between(self, a, b):
        return self.chance.uniform(a, b)

    def studio(self, seed):
        scene = self.scene
        scene.render.engine = "CYCLES"
        cycles = scene.cycles
        cycles.device, cycles.samples, cycles.seed = "CPU", 40, seed
        cycles.use_adaptive_sampling, cycles.adaptive_threshold, cycles.use_denoising = True, 0.03, False
        cycles.max_bounces = cycles.transmission_bounces = cycles.transparent_max_bounces = 14
        cycles.caustics_reflective = cycles.caustics_refractive = False
        cycles.film_transparent_glass, cycles.film_transparent_roughness = True, 0.3
        cycles.sample_clamp_indirect = 4
        scene.render.film_transparent = True
        scene.render.resolution_x, scene.render.resolution_y = WIDTH, HEIGHT
        scene.render.image_settings.file_format = "PNG"
        scene.render.image_settings.color_mode = "RGBA"
        if self.chance.random() < 0.75:
            scene.view_settings.view_transform = "Filmic"
            scene.view_settings.look = self.chance.choice(["Medium High Contrast", "High Contrast", "None", "Medium Contrast"])
            scene.view_settings.exposure = self.between(0.1, 0.7)
        else:
            scene.view_settings.view_transform = "Standard"
            scene.view_settings.exposure = self.between(-0.6, 0)

    def shape(self):
        jar = self.chance.random() < 0.2
        self.radius = self.between(0.9, 1.45) if jar else self.between(0.45, 1.1)
        self.height = self.between(0.8, 1.6) if jar else self.between(1.5, 3.6)
        self.foot = min(self.between(0.04, 0.25), self.radius * 0.4)
        self.slope = min(self.between(0.05, 0.5), self.radius * 0.8, self.height * 0.3)
        neck = self.radius * (self.between(0.6, 0.92) if jar else self.between(0.28, 0.75))
        self.neck, self.neck_height = min(neck, self.radius - 0.02), self.between(0.08, 0.5)
        self.kind = self.chance.choice(["arc", "arc", "slope", "square"])

    def shoulder(self, radius, height, slope, neck):
        slope = min(slope, radius - 0.01)
        if self.kind == "arc":
            return arc(radius - slope, height - slope, slope, 0, 75) + [(max(neck + 0.04, 0.05), height + 0.06)]
        if self.kind == "slope":
            return [(radius, height - slope), (radius - 0.02, height - slope + 0.03), (neck + 0.03, height + 0.1)]
        return arc(radius - 0.05, height - 0.05, 0.05, 0, 90, 5) + [(neck + 0.02, height)]

    # Materials

    def material(self, **inputs):
        made = bpy.data.materials.new("solid")
        made.use_nodes = True
        for name, value in inputs.items():
            made.node_tree.nodes["Principled BSDF"].inputs[name.replace("_", " ")].default_value = value
        return made

    def solid(self, kind=None):
        pick = self.chance.choice
        kind = kind or self.chance.choices(["pale", "dark", "gold", "silver", "wood"], [6, 2, 2, 2, 1])[0]
        if kind == "pale":
            return self.material(Base_Color=linear(pick(PALE)), Roughness=self.between(0.12, 0.6),
                                 Specular=self.between(0.3, 0.6), Clearcoat=pick([0, 0, 0.5]))
        if kind == "dark":
            return self.material(Base_Color=linear(pick(DARK)), Roughness=self.between(0.1, 0.5))
        if kind == "gold":
            return self.material(Base_Color=linear(pick(GOLD)), Metallic=1.0, Roughness=self.between(0.08, 0.35))
        if kind == "silver":
            return self.material(Base_Color=linear(pick(SILVER)), Metallic=1.0, Roughness=self.between(0.03, 0.35))
        return self.material(Base_Color=linear(pick(WOOD)), Roughness=0.6)

    def clear(self, colour, rough, index, density=None):
        made = bpy.data.materials.new("clear")
        made.use_nodes = True
        tree = made.node_tree
        tree.nodes.remove(tree.nodes["Principled BSDF"])
        output, surface = tree.nodes["Material Output"], tree.nodes.new("ShaderNodeBsdfGlass")
        surface.inputs["Roughness"].default_value, surface.inputs["IOR"].default_value = rough, index
        tree.links.new(surface.outputs[0], output.inputs["Surface"])
        if density is None:
            surface.inputs["Color"].default_value = colour
        else:
            volume = tree.nodes.new("ShaderNodeVolumeAbsorption")
            volume.inputs["Color"].default_value, volume.inputs["Density"].default_value = colour, density
            tree.links.new(volume.outputs[0], output.inputs["Volume"])
        return made

    # Bodies

    def put(self, mesh, material):
        made = bpy.data.objects.new("part", mesh)
        self.scene.collection.objects.link(made)
        made.data.materials.append(material)
        return made

    def lathe(self, outline, material, steps=128):
        mesh, form = bpy.data.meshes.new("part"), bmesh.new()
        points = [form.verts.new((max(x, 0), 0, z)) for x, z in outline]
        for a, b in zip(points, points[1:]):
            form.edges.new((a, b))
        form.to_mesh(mesh)
        form.free()
        made = self.put(mesh, material)
        screw = made.modifiers.new("screw", "SCREW")
        screw.steps = screw.render_steps = steps
        screw.use_merge_vertices, screw.merge_threshold = True, 1e-5
        screw.use_smooth_shade, screw.use_normal_calculate = steps > 8, True
        if steps <= 8:
            made.rotation_euler = (0, 0, math.radians(45))
        mesh.use_auto_smooth, mesh.auto_smooth_angle = True, math.radians(40)

    def label(self, kind, count, low, high, angle):
        picture = os.path.abspath(f"labels/{kind}{self.chance.randrange(count)}.png")
        radius, steps = self.radius + 0.005, 64
        mesh, form = bpy.data.meshes.new("label"), bmesh.new()
        layer, columns = form.loops.layers.uv.new(), []
        for i in range(steps + 1):
            t = math.radians(-90 - angle / 2 + angle * i / steps)
            x, y = radius * math.cos(t), radius * math.sin(t)
            columns.append((form.verts.new((x, y, low)), form.verts.new((x, y, high)), i / steps))
        for (a, b, u), (c, d, v) in zip(columns, columns[1:]):
            face = form.faces.new((a, c, d, b))
            face.smooth = True
            for loop, place in zip(face.loops, ((u, 0), (v, 0), (v, 1), (u, 1))):
                loop[layer].uv = place
        form.to_mesh(mesh)
        form.free()
        made = self.material(Roughness=self.between(0.3, 0.7), Specular=0.35)
        tree, texture = made.node_tree, made.node_tree.nodes.new("ShaderNodeTexImage")
        texture.image, texture.interpolation, texture.extension = bpy.data.images.load(picture), "Cubic", "CLIP"
        surface = tree.nodes["Principled BSDF"]
        tree.links.new(texture.outputs["Color"], surface.inputs["Base Color"])
        tree.links.new(texture.outputs["Alpha"], surface.inputs["Alpha"])
        self.put(mesh, made)

    def outline(self):
        r, h, foot = self.radius, self.height, self.foot
        return [(0, 0)] + arc(r - foot, foot, foot, -90, 0) + self.shoulder(r, h, self.slope, self.neck) + [
            (self.neck, h + 0.12), (self.neck, h + self.neck_height)]

    def glass(self):
        chance, h = self.chance, self.height
        wall, floor = self.between(0.04, 0.13), self.between(0.08, 0.35)
        steps = 4 if chance.random() < 0.08 else 128
        colour = linear(chance.choice(CLEAR if chance.random() < 0.65 else TINTED))
        rough = 0.0 if chance.random() < 0.85 else self.between(0.1, 0.5)
        r = self.radius - wall
        bend, roof, neck = min(self.foot, r * 0.4), h - wall * 0.6, max(self.neck - 0.06, 0.03)
        inner = [(neck, h + self.neck_height), (neck, h + 0.1)]
        inner += reversed(self.shoulder(r, roof, max(self.slope - wall * 0.5, 0.03), neck))
        inner += arc(r - bend, floor + bend, bend, 0, -90) + [(0, floor)]
        self.lathe(self.outline() + inner, self.clear(colour, rough, self.between(1.45, 1.52)), steps)

        kind, level = chance.random(), floor + (roof - self.slope - floor) * self.between(0.25, 1.0)
        r -= 0.008
        filling = [(0, floor + 0.006)] + arc(r - bend, floor + 0.006 + bend, bend, -90, 0)
        filling += [(r, level - 0.02), (r - 0.03, level + 0.01), (0, level)]
        if kind < 0.72:
            liquid = self.clear(linear(chance.choice(LIQUID)), self.between(0, 0.03), 1.36, self.between(0.05, 1.6))
            self.lathe(filling, liquid, steps)
        elif kind < 0.84:
            self.lathe([(x * 0.99, z) for x, z in filling], self.solid("pale"), steps)
        if chance.random() < 0.5:
            stem = [(0, floor + 0.1), (0.035, floor + 0.12), (0.06, floor + 0.3), (0.075, floor + 0.5), (0.075, h + self.neck_height)]
            self.lathe(stem, self.clear((1, 1, 1, 1), 0, 1.47) if chance.random() < 0.6 else self.solid("pale"))
        low = floor * 0.5 + self.between(0.1, 0.3) * h
        high = min(low + self.between(0.25, 0.6) * h, h - self.slope - 0.03)
        kind = chance.random()
        if steps > 8 and high > low + 0.15:
            if kind < 0.5:
                self.label("patch", 60, low, high, self.between(55, 200))
            elif kind < 0.8:
                self.label("print", 40, low, high, self.between(60, 120))
        return self.cap()

    def opaque(self):
        chance, h = self.chance, self.height
        kind = chance.choice(["lathe", "lathe", "tube", "box"])
        body = self.solid(chance.choices(["pale", "dark", "gold", "silver"], [8, 2, 1, 2])[0])
        if kind == "lathe":
            self.lathe(self.outline() + [(0, h + self.neck_height)], body)
            if chance.random() < 0.7:
                high = max(h - self.slope - 0.05, h * 0.4)
                self.label(chance.choice(["patch", "print", "print"]), 40, h * self.between(0.1, 0.25), high, self.between(60, 150))
            return self.cap()
        return self.tube(body) if kind == "tube" else self.box(body)

    def tube(self, material):
        mesh, form, steps, rings = bpy.data.meshes.new("tube"), bmesh.new(), 96, []
        cap = self.between(0.4, 0.8)
        for i in range(14):
            f = i / 13
            wide, deep = self.radius * (0.7 + 0.35 * f), self.radius * 0.7 * (1 - f**1.3) + 0.02
            turns = [2 * math.pi * j / steps for j in range(steps)]
            rings.append([form.verts.new((wide * math.cos(t), deep * math.sin(t), cap + f * self.height)) for t in turns])
        for a, b in zip(rings, rings[1:]):
            for j in range(steps):
                form.faces.new((a[j], a[(j + 1) % steps], b[(j + 1) % steps], b[j])).smooth = True
        form.faces.new(rings[-1])
        form.to_mesh(mesh)
        form.free()
        self.put(mesh, material)
        radius = self.radius * self.between(0.45, 0.72)
        self.lathe([(0, 0), (radius, 0), (radius, cap), (0, cap + 0.02)], self.solid())
        return cap + self.height

    def box(self, material):
        bpy.ops.mesh.primitive_cube_add(size=1, location=(0, 0, self.height / 2))
        made = bpy.context.object
        made.scale = (self.radius * 1.6, self.radius * 1.2, self.height)
        made.rotation_euler = (0, 0, math.radians(self.between(-40, 40)))
        made.data.materials.append(material)
        bpy.ops.object.transform_apply(scale=True)
        bevel = made.modifiers.new("bevel", "BEVEL")
        bevel.width, bevel.segments = 0.02, 3
        return self.height

    def cap(self):
        kind, z = self.chance.choice(["screw", "screw", "bulb", "pump", "none"]), self.height + self.neck_height
        if kind == "none":
            if self.chance.random() < 0.4:
                return z
            kind = "screw"
        material, high = self.solid(), self.between(0.35, 1.1)
        r = max(self.neck * self.between(1.0, 1.5), self.neck + 0.03)
        if kind == "screw":
            bend = min(0.1, r * 0.3)
            self.lathe([(0, z - 0.05), (r, z - 0.05), (r, z + high - bend)] + arc(r - bend, z + high - bend, bend, 0, 90, 6)
                       + [(0, z + high)], material)
            return z + high
        if kind == "bulb":
            ring, bulb, tall = self.between(0.25, 0.6), r * self.between(0.5, 0.75), self.between(0.5, 1.0)
            self.lathe([(0, z - 0.08), (r, z - 0.08), (r + 0.02, z - 0.05), (r + 0.02, z + ring), (r, z + ring + 0.03),
                        (r * 0.7, z + ring + 0.03)], material)
            self.lathe([(bulb, z + ring), (bulb * 0.97, z + ring + tall * 0.5)] + arc(0, z + ring + tall, bulb * 0.9, 10, 90),
                       self.solid(self.chance.choice(["pale", "pale", "dark"])))
            return z + ring + tall + bulb * 0.9
        self.lathe([(0, z - 0.08), (r, z - 0.08), (r, z + 0.35), (r * 0.5, z + 0.38)], material)
        self.lathe([(r * 0.3, z + 0.3), (r * 0.3, z + 0.65), (0, z + 0.65)], material)
        self.lathe([(0, z + 0.6), (r * 0.7, z + 0.6), (r * 0.75, z + 0.85), (0, z + 0.9)], material)
        turn = (0, math.radians(94), math.radians(self.between(-40, 20)))
        bpy.ops.mesh.primitive_cylinder_add(radius=0.08, depth=0.7, location=(0.5, -0.1, z + 0.78), rotation=turn)
        bpy.context.object.data.materials.append(material)
        return z + 0.95

    # Studio

    def lights(self):
        for place, turn, wide, high, power, colour in BOXES:
            if self.chance.random() < 0.12:
                continue
            light = bpy.data.lights.new("box", "AREA")
            light.shape, light.color, light.energy = "RECTANGLE", colour, power * self.between(0.4, 1.6)
            light.size, light.size_y = wide * self.between(0.5, 1.7), high * self.between(0.6, 1.3)
            made = bpy.data.objects.new("box", light)
            made.location = [v + self.between(-0.7, 0.7) for v in place]
            made.rotation_euler = [math.radians(v + self.between(-8, 8)) for v in turn]
            made.visible_camera = False
            self.scene.collection.objects.link(made)
        world = bpy.data.worlds.new("world")
        self.scene.world, world.use_nodes = world, True
        grey = self.between(0.8, 1)
        air = world.node_tree.nodes["Background"].inputs
        air[0].default_value = (grey * self.between(0.95, 1.05), grey * self.between(0.93, 1.02), grey * self.between(0.9, 1.05), 1)
        air[1].default_value = self.between(0.12, 0.8)

    def camera(self):
        camera = bpy.data.cameras.new("camera")
        camera.lens = self.chance.choice([50, 70, 95, 120])
        made = bpy.data.objects.new("camera", camera)
        self.scene.collection.objects.link(made)
        self.scene.camera = made
        size = max(self.top * 1.12, (2 * self.radius + 0.5) * 1.2 * HEIGHT / WIDTH)
        distance, pitch = size / (2 * math.tan(math.atan(18 / camera.lens))), math.radians(self.between(0, 9))
        made.location = (0, -distance * math.cos(pitch), self.top / 2 + distance * math.sin(pitch))
        made.rotation_euler = (math.radians(90) - pitch, 0, 0)

    def render(self, path):
        self.scene.render.filepath = path
        bpy.ops.render.render(write_still=True)


if __name__ == "__main__":
    first, last, folder = sys.argv[sys.argv.index("--") + 1:]
    for seed in range(int(first), int(last)):
        Product(seed).render(os.path.abspath(os.path.join(folder, f"{seed:05}.png")))
