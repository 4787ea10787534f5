//! Pictures on the graphics card, shared by every screen.

/// The pictures that are shown or were shown a moment ago.
#[derive(Debug, Default)]
pub struct Textures {}

impl Textures {
    /// Takes what the workers finished. Called once per frame, before painting.
    pub fn begin_frame(&mut self, _ctx: &egui::Context) {}
}
