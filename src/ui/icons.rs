//! Icons, drawn with the painter on a 24-unit grid with one stroke, so that they are crisp at every scale.
//!
//! Must not carry meaning by themselves: whoever shows an icon alone gives it an accessible name.

use std::f32::consts::TAU;

use egui::{Color32, CornerRadius, Painter, Pos2, Rect, Shape, Stroke, StrokeKind, vec2};

/// Width of every stroke, in points.
const STROKE: f32 = 1.5;
/// Units across.
const GRID: f32 = 24.0;

/// One icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Icon {
    Pencil,
    List,
    Gallery,
    Settings,
    Check,
    Cross,
    Plus,
    Minus,
    ChevronDown,
    ChevronUp,
    ChevronRight,
    ChevronLeft,
    Folder,
    Reveal,
    Download,
    Search,
    Key,
    Sun,
    Moon,
    Warning,
    Info,
    Refresh,
    Copy,
    External,
    Play,
    Pause,
    Trash,
    Eye,
    Clock,
    Question,
    Keyboard,
    Sparkle,
    Picture,
    Computer,
    Maybe,
    Tag,
    Heart,
    HeartFull,
}

/// A piece of an icon, in grid units.
enum Mark {
    Line(&'static [(f32, f32)]),
    Closed(&'static [(f32, f32)]),
    Filled(&'static [(f32, f32)]),
    Circle(f32, f32, f32),
    Dot(f32, f32, f32),
    /// Centre, radius, start and end in turns; clockwise from the right.
    Arc(f32, f32, f32, f32, f32),
    /// Left, top, width, height, corner.
    Rect(f32, f32, f32, f32, f32),
    /// Rays around a centre: centre, inner and outer radius, how many.
    Rays(f32, f32, f32, f32, u32),
    /// A wheel with eight teeth: centre, radius of the feet and of the tips.
    Gear(f32, f32, f32, f32),
}

/// Paints `icon` centred in `rect`, as large as the shorter side.
pub fn paint(painter: &Painter, icon: Icon, rect: Rect, color: Color32) {
    let side = rect.width().min(rect.height());
    let origin = rect.center() - vec2(side, side) / 2.0;
    let scale = side / GRID;
    let pen = Pen {
        painter,
        origin,
        scale,
        stroke: Stroke::new(STROKE, color),
    };
    for mark in marks(icon) {
        pen.mark(mark);
    }
}

/// An icon that is not a control, in the flow of a `ui`. Decoration: it has no name.
pub fn show(ui: &mut egui::Ui, icon: Icon, side: f32, color: Color32) {
    let (_, rect) = ui.allocate_space(vec2(side, side));
    paint(ui.painter(), icon, rect, color);
}

struct Pen<'a> {
    painter: &'a Painter,
    origin: Pos2,
    scale: f32,
    stroke: Stroke,
}

impl Pen<'_> {
    fn at(&self, x: f32, y: f32) -> Pos2 {
        self.origin + vec2(x, y) * self.scale
    }

    fn path(&self, points: Vec<Pos2>, closed: bool) {
        // Round joins and ends: a dot of the stroke's width on every corner.
        for point in &points {
            self.painter
                .circle_filled(*point, self.stroke.width / 2.0, self.stroke.color);
        }
        self.painter.add(if closed {
            Shape::closed_line(points, self.stroke)
        } else {
            Shape::line(points, self.stroke)
        });
    }

    fn points(&self, units: &[(f32, f32)]) -> Vec<Pos2> {
        units.iter().map(|&(x, y)| self.at(x, y)).collect()
    }

    fn mark(&self, mark: &Mark) {
        let color = self.stroke.color;
        match *mark {
            Mark::Line(units) => self.path(self.points(units), false),
            Mark::Closed(units) => self.path(self.points(units), true),
            Mark::Filled(units) => {
                self.painter.add(Shape::convex_polygon(
                    self.points(units),
                    color,
                    Stroke::new(1.0, color),
                ));
            }
            Mark::Circle(x, y, r) => {
                self.painter
                    .circle_stroke(self.at(x, y), r * self.scale, self.stroke);
            }
            Mark::Dot(x, y, r) => {
                self.painter
                    .circle_filled(self.at(x, y), r * self.scale, color);
            }
            Mark::Arc(x, y, r, from, to) => {
                let steps = 24;
                let points = (0..=steps)
                    .map(|step| {
                        let turn = from + (to - from) * step as f32 / steps as f32;
                        let (sin, cos) = (turn * TAU).sin_cos();
                        self.at(x + r * cos, y + r * sin)
                    })
                    .collect();
                self.painter.add(Shape::line(points, self.stroke));
            }
            Mark::Rect(x, y, w, h, r) => {
                let rect = Rect::from_min_size(self.at(x, y), vec2(w, h) * self.scale);
                let corner = CornerRadius::same((r * self.scale).round() as u8);
                self.painter
                    .rect_stroke(rect, corner, self.stroke, StrokeKind::Middle);
            }
            Mark::Gear(x, y, foot, tip) => {
                let corners = [(foot, -0.29), (tip, -0.18), (tip, 0.18), (foot, 0.29)];
                let points = (0..8)
                    .flat_map(|tooth| corners.map(|(r, off)| (r, TAU * tooth as f32 / 8.0 + off)))
                    .map(|(r, angle)| self.at(x + r * angle.cos(), y + r * angle.sin()))
                    .collect();
                self.path(points, true);
            }
            Mark::Rays(x, y, inner, outer, count) => {
                for ray in 0..count {
                    let (sin, cos) = (TAU * ray as f32 / count as f32).sin_cos();
                    self.path(
                        vec![
                            self.at(x + inner * cos, y + inner * sin),
                            self.at(x + outer * cos, y + outer * sin),
                        ],
                        false,
                    );
                }
            }
        }
    }
}

const FOLDER: Mark = Mark::Closed(&[
    (3.5, 18.5),
    (3.5, 5.5),
    (9.5, 5.5),
    (11.5, 8.5),
    (20.5, 8.5),
    (20.5, 18.5),
]);

const HEART: Mark = Mark::Closed(&[
    (12.0, 9.5),
    (12.1, 9.0),
    (12.7, 7.8),
    (13.9, 6.6),
    (15.8, 6.0),
    (17.9, 6.5),
    (19.4, 8.0),
    (20.0, 10.0),
    (19.4, 12.1),
    (17.9, 14.1),
    (15.8, 15.9),
    (13.9, 17.6),
    (12.7, 19.1),
    (12.1, 20.1),
    (12.0, 20.5),
    (11.9, 20.1),
    (11.3, 19.1),
    (10.1, 17.6),
    (8.2, 15.9),
    (6.1, 14.1),
    (4.6, 12.1),
    (4.0, 10.0),
    (4.6, 8.0),
    (6.1, 6.5),
    (8.2, 6.0),
    (10.1, 6.6),
    (11.3, 7.8),
    (11.9, 9.0),
]);

fn marks(icon: Icon) -> &'static [Mark] {
    use Mark::{Arc, Circle, Closed, Dot, Filled, Gear, Line, Rays, Rect};
    match icon {
        Icon::Pencil => &[
            Closed(&[
                (4.0, 20.0),
                (5.2, 15.6),
                (16.2, 4.6),
                (19.4, 7.8),
                (8.4, 18.8),
            ]),
            Line(&[(13.6, 7.2), (16.8, 10.4)]),
        ],
        Icon::List => &[
            Line(&[(4.0, 7.0), (20.0, 7.0)]),
            Line(&[(4.0, 12.0), (14.0, 12.0)]),
            Line(&[(4.0, 17.0), (16.0, 17.0)]),
            Circle(19.0, 12.0, 1.7),
        ],
        Icon::Gallery => &[
            Rect(3.5, 4.0, 8.0, 16.0, 1.8),
            Rect(15.0, 8.0, 5.5, 12.0, 1.8),
        ],
        Icon::Settings => &[Circle(12.0, 12.0, 3.2), Gear(12.0, 12.0, 7.2, 9.6)],
        Icon::Tag => &[
            Closed(&[
                (4.0, 4.5),
                (12.0, 4.5),
                (20.0, 12.5),
                (12.5, 20.0),
                (4.0, 11.8),
            ]),
            Circle(8.4, 8.9, 1.3),
        ],
        Icon::Check => &[Line(&[(5.0, 12.5), (10.0, 17.5), (19.5, 7.0)])],
        Icon::Cross => &[
            Line(&[(6.0, 6.0), (18.0, 18.0)]),
            Line(&[(18.0, 6.0), (6.0, 18.0)]),
        ],
        Icon::Plus => &[
            Line(&[(12.0, 5.0), (12.0, 19.0)]),
            Line(&[(5.0, 12.0), (19.0, 12.0)]),
        ],
        Icon::Minus => &[Line(&[(5.0, 12.0), (19.0, 12.0)])],
        Icon::ChevronDown => &[Line(&[(6.0, 9.5), (12.0, 15.5), (18.0, 9.5)])],
        Icon::ChevronUp => &[Line(&[(6.0, 14.5), (12.0, 8.5), (18.0, 14.5)])],
        Icon::ChevronRight => &[Line(&[(9.5, 6.0), (15.5, 12.0), (9.5, 18.0)])],
        Icon::ChevronLeft => &[Line(&[(14.5, 6.0), (8.5, 12.0), (14.5, 18.0)])],
        Icon::Folder => &[FOLDER],
        Icon::Reveal => &[
            FOLDER,
            Line(&[(9.0, 15.2), (14.8, 15.2)]),
            Line(&[(12.4, 12.6), (15.0, 15.2), (12.4, 17.0)]),
        ],
        Icon::Download => &[
            Line(&[(12.0, 4.0), (12.0, 15.0)]),
            Line(&[(7.0, 10.5), (12.0, 15.5), (17.0, 10.5)]),
            Line(&[(4.5, 19.5), (19.5, 19.5)]),
        ],
        Icon::Search => &[Circle(10.8, 10.8, 6.3), Line(&[(15.5, 15.5), (20.0, 20.0)])],
        Icon::Key => &[
            Circle(8.0, 16.0, 4.0),
            Line(&[(11.0, 13.0), (19.5, 4.5)]),
            Line(&[(16.0, 8.0), (18.8, 10.8)]),
        ],
        Icon::Sun => &[Circle(12.0, 12.0, 4.0), Rays(12.0, 12.0, 7.0, 9.2, 8)],
        Icon::Moon => &[
            Arc(12.0, 12.0, 8.0, 0.02, 0.73),
            Arc(15.5, 8.5, 5.6, 0.23, 0.52),
            Line(&[(11.5, 4.1), (10.4, 5.8)]),
            Line(&[(19.9, 13.0), (17.8, 13.8)]),
        ],
        Icon::Warning => &[
            Closed(&[(12.0, 4.0), (21.0, 19.5), (3.0, 19.5)]),
            Line(&[(12.0, 10.0), (12.0, 14.3)]),
            Dot(12.0, 16.9, 1.1),
        ],
        Icon::Info => &[
            Circle(12.0, 12.0, 8.5),
            Line(&[(12.0, 11.2), (12.0, 16.2)]),
            Dot(12.0, 8.0, 1.1),
        ],
        Icon::Refresh => &[
            Arc(12.0, 12.0, 7.5, 0.08, 0.88),
            Line(&[(18.0, 3.2), (17.6, 7.2), (13.6, 6.8)]),
        ],
        Icon::Copy => &[
            Rect(8.5, 8.5, 11.5, 11.5, 2.0),
            Line(&[
                (5.5, 15.5),
                (4.2, 15.0),
                (4.0, 14.0),
                (4.0, 5.5),
                (4.4, 4.4),
                (5.5, 4.0),
                (14.0, 4.0),
                (15.0, 4.3),
                (15.5, 5.5),
            ]),
        ],
        Icon::External => &[
            Line(&[(13.5, 4.0), (20.0, 4.0), (20.0, 10.5)]),
            Line(&[(20.0, 4.0), (11.0, 13.0)]),
            Line(&[
                (10.0, 6.0),
                (4.5, 6.0),
                (4.5, 19.5),
                (18.0, 19.5),
                (18.0, 14.0),
            ]),
        ],
        Icon::Play => &[Filled(&[(8.0, 5.5), (19.0, 12.0), (8.0, 18.5)])],
        Icon::Pause => &[
            Filled(&[(7.0, 6.0), (10.0, 6.0), (10.0, 18.0), (7.0, 18.0)]),
            Filled(&[(14.0, 6.0), (17.0, 6.0), (17.0, 18.0), (14.0, 18.0)]),
        ],
        Icon::Trash => &[
            Line(&[(4.5, 7.0), (19.5, 7.0)]),
            Line(&[(9.0, 7.0), (9.0, 4.0), (15.0, 4.0), (15.0, 7.0)]),
            Line(&[(6.5, 7.0), (7.5, 20.0), (16.5, 20.0), (17.5, 7.0)]),
        ],
        Icon::Eye => &[
            Arc(12.0, 18.0, 10.5, 0.585, 0.915),
            Arc(12.0, 6.0, 10.5, 0.085, 0.415),
            Circle(12.0, 12.0, 2.8),
        ],
        Icon::Clock => &[
            Circle(12.0, 12.0, 8.5),
            Line(&[(12.0, 7.0), (12.0, 12.0), (15.5, 14.0)]),
        ],
        Icon::Question => &[
            Circle(12.0, 12.0, 8.5),
            Arc(12.0, 10.0, 2.7, 0.5, 1.14),
            Line(&[(13.5, 12.2), (12.0, 13.8)]),
            Dot(12.0, 16.6, 1.1),
        ],
        Icon::Maybe => &[
            Arc(12.0, 9.0, 4.2, 0.5, 1.14),
            Line(&[(14.5, 12.4), (12.0, 15.2)]),
            Dot(12.0, 19.2, 1.3),
        ],
        Icon::Keyboard => &[
            Rect(3.0, 6.5, 18.0, 11.5, 2.0),
            Line(&[(8.5, 14.8), (15.5, 14.8)]),
            Dot(7.0, 10.6, 1.0),
            Dot(10.4, 10.6, 1.0),
            Dot(13.7, 10.6, 1.0),
            Dot(17.0, 10.6, 1.0),
        ],
        Icon::Sparkle => &[Closed(&[
            (12.0, 3.5),
            (14.0, 10.0),
            (20.5, 12.0),
            (14.0, 14.0),
            (12.0, 20.5),
            (10.0, 14.0),
            (3.5, 12.0),
            (10.0, 10.0),
        ])],
        Icon::Picture => &[
            Rect(3.5, 4.5, 17.0, 15.0, 2.0),
            Circle(8.6, 9.6, 1.7),
            Line(&[
                (4.5, 17.5),
                (10.0, 13.0),
                (13.0, 15.5),
                (16.5, 11.5),
                (20.0, 15.0),
            ]),
        ],
        Icon::Heart => &[HEART],
        Icon::HeartFull => &[
            HEART,
            Dot(8.2, 9.6, 3.9),
            Dot(15.8, 9.6, 3.9),
            Filled(&[(4.7, 11.0), (12.0, 7.5), (19.3, 11.0), (12.0, 19.5)]),
        ],
        Icon::Computer => &[
            Rect(3.5, 4.5, 17.0, 11.5, 1.8),
            Line(&[(8.5, 19.8), (15.5, 19.8)]),
            Line(&[(12.0, 16.0), (12.0, 19.8)]),
        ],
    }
}
