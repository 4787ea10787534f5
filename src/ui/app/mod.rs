//! How a frame goes: take the newest view, hear what happened, paint, carry out what was asked for while painting.
//!
//! Must not wait for anything, and must not touch a file or a network.

mod carry_out;

use std::sync::Arc;
use std::time::Duration;

use egui::{
    CentralPanel, Context, Frame as Surface, Margin, Panel, Ui, ViewportCommand, ViewportId,
};
use tokio::sync::mpsc;

use crate::base::clock::Clock;
use crate::model::settings::{SettingsChange, WindowMemory};
use crate::runtime::command::Command;
use crate::runtime::event::Event;
use crate::runtime::handle::Handle;
use crate::runtime::view::View;

use super::brands::PictureFor;
use super::chooser::Chooser;
use super::command::{self, Circumstances, UserCommand};
use super::films::Films;
use super::frame::{About, Frame, Outbox, Place, Wish};
use super::notices::Notices;
use super::state::ViewState;
use super::textures::Textures;
use super::tokens::{Tokens, size};
use super::{
    brands, compose, deliveries, first_run, fonts, gallery, notices, palette, rail, settings,
    shortcuts, theme, top_bar,
};

/// What the window needs to begin.
pub struct Parts {
    /// Commands go here; views come from here.
    pub handle: Handle,
    /// What happens.
    pub events: mpsc::Receiver<Event>,
    /// What time it is.
    pub clock: Clock,
    /// Facts about this installation.
    pub about: About,
    /// Called once, when there is a window to reach.
    pub on_open: Box<dyn FnOnce(Reach)>,
    /// Called once, when the first frame has been painted.
    pub on_first_frame: Box<dyn FnOnce()>,
}

/// Asks something of the window, from any thread.
pub type Wake = Arc<dyn Fn() + Send + Sync>;

/// How the window is reached from outside.
pub struct Reach {
    /// Asks for a frame, because the view changed or something happened.
    pub wake: Wake,
    /// Asks it to come forward, because somebody looks for it.
    pub come_forward: Wake,
}

impl Reach {
    fn of(ctx: &Context) -> Self {
        let (waked, called) = (ctx.clone(), ctx.clone());
        Self {
            wake: Arc::new(move || waked.request_repaint()),
            come_forward: Arc::new(move || {
                let attention = egui::UserAttentionType::Informational;
                for command in [
                    ViewportCommand::Minimized(false),
                    ViewportCommand::Focus,
                    // Where a window may not take the focus by itself, the system shows that it would.
                    ViewportCommand::RequestUserAttention(attention),
                ] {
                    called.send_viewport_cmd_to(ViewportId::ROOT, command);
                }
                called.request_repaint();
            }),
        }
    }
}

/// The window.
pub struct App {
    handle: Handle,
    events: mpsc::Receiver<Event>,
    clock: Clock,
    about: About,
    on_first_frame: Option<Box<dyn FnOnce()>>,
    view: Arc<View>,
    state: ViewState,
    textures: Textures,
    films: Films,
    notices: Notices,
    chooser: Chooser,
    picture_chooser: Chooser,
    /// What the picture that is being chosen is for.
    picture_target: Option<PictureFor>,
    outbox: Outbox,
    /// Called by key or menu; shown to the screens in the next painting.
    invoked: Vec<UserCommand>,
    memory: WindowMemory,
}

impl App {
    /// Dresses the context and takes the first view.
    pub fn new(ctx: &Context, parts: Parts) -> Self {
        fonts::install(ctx);
        theme::install(ctx);
        let view = parts.handle.view();
        theme::follow(ctx, view.settings.theme, view.settings.reduced_motion);
        let memory = view.settings.window.clone().unwrap_or_default();
        (parts.on_open)(Reach::of(ctx));
        Self {
            state: ViewState::new(&view),
            handle: parts.handle,
            events: parts.events,
            clock: parts.clock,
            about: parts.about,
            on_first_frame: Some(parts.on_first_frame),
            view,
            textures: Textures::default(),
            films: Films::default(),
            notices: Notices::default(),
            chooser: Chooser::default(),
            picture_chooser: Chooser::default(),
            picture_target: None,
            outbox: Outbox::default(),
            invoked: Vec::new(),
            memory,
        }
    }

    /// What the window remembers; for tests.
    pub fn state(&self) -> &ViewState {
        &self.state
    }

    /// Whether a picture on screen is still on its way; for tests.
    pub fn awaits_pictures(&self) -> bool {
        self.textures.is_waiting()
    }

    /// Whether a picture of a film is on screen; for tests.
    pub fn plays_a_film(&self) -> bool {
        self.films.is_on()
    }

    /// How many pictures are ready to be shown; for tests.
    pub fn pictures(&self) -> usize {
        self.textures.loaded()
    }

    /// Takes the newest view and hears what happened.
    fn listen(&mut self, ctx: &Context) {
        self.view = self.handle.view();
        theme::follow(
            ctx,
            self.view.settings.theme,
            self.view.settings.reduced_motion,
        );
        let now = self.clock.now();
        while let Ok(event) = self.events.try_recv() {
            self.state.hear(&event, &self.view);
            self.notices.hear(&event, &self.view, now);
        }
        if let Some(choice) = self.chooser.answer() {
            match choice {
                Ok(folder) => self.state.settings.chosen(&folder),
                Err(report) => self.notices.complain(report, now),
            }
        }
        if let Some(choice) = self.picture_chooser.answer() {
            match (choice, self.picture_target.take()) {
                (Ok(path), Some(target)) => {
                    let command = self.state.brands.chosen_picture(target, path);
                    self.outbox.push(Wish::Ask(command));
                }
                (Ok(_), None) => {}
                (Err(report), _) => self.notices.complain(report, now),
            }
        }
        self.textures.begin_frame(ctx);
        self.films.begin_frame();
        self.notices.expire(now);
    }

    /// Remembers the window as it is, so that it opens like this again.
    fn measure(&mut self, ctx: &Context) {
        self.memory.place = self.state.place.label().to_owned();
        ctx.input(|input| {
            let viewport = input.viewport();
            self.memory.maximized = viewport.maximized.unwrap_or(false);
            if self.memory.maximized {
                return;
            }
            if let Some(inner) = viewport.inner_rect {
                (self.memory.width, self.memory.height) = (inner.width(), inner.height());
            }
        });
    }

    fn paint(&mut self, ui: &mut Ui) {
        let now = Circumstances {
            place: self.state.place,
            has_account: self.view.current().is_some(),
            is_typing: ui.ctx().text_edit_focused(),
        };
        let mut invoked = std::mem::take(&mut self.invoked);
        invoked.extend(command::pressed(ui.ctx(), now));
        let frame = Frame {
            view: &self.view,
            tokens: Tokens::of(ui),
            now: self.clock.now(),
            place: self.state.place,
            about: &self.about,
            textures: &self.textures,
            films: &self.films,
            invoked: &invoked,
            outbox: &self.outbox,
        };
        if now.has_account {
            shell_ui(ui, &frame, &mut self.state);
        } else {
            let surface = Surface::NONE.fill(frame.tokens.ground);
            CentralPanel::default().frame(surface).show(ui, |ui| {
                first_run::screen_ui(ui, &frame, &mut self.state.first_run)
            });
        }
        notices::overlay_ui(ui, &frame, &self.notices);
        palette::palette_ui(ui, &frame, &mut self.state.palette, now);
        shortcuts::sheet_ui(ui, &frame, self.state.shortcuts, now);
        self.carry_out(ui.ctx(), &invoked);
    }

    /// Asks for the next frame only where time itself changes what is seen.
    fn schedule(&self, ctx: &Context) {
        let counting = self.state.place == Place::Deliveries
            && self.view.jobs.iter().any(|job| !job.stage.is_settled());
        if counting {
            ctx.request_repaint_after(Duration::from_secs(1));
        }
        if let Some(wait) = self.notices.next_change(self.clock.now()) {
            ctx.request_repaint_after(wait);
        }
    }
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &Context, _frame: &mut eframe::Frame) {
        self.listen(ctx);
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        self.paint(ui);
        self.measure(ui.ctx());
        self.schedule(ui.ctx());
        if let Some(on_first_frame) = self.on_first_frame.take() {
            on_first_frame();
        }
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        let draft = self.state.compose.unsaved();
        if draft.is_some_and(|draft| !self.handle.send(draft)) {
            tracing::warn!("the draft could not be remembered: the runtime is gone");
        }
        for command in self.state.brands.unsaved(self.clock.now()) {
            if !self.handle.send(command) {
                tracing::warn!("a brand could not be saved: the runtime is gone");
            }
        }
        let seen = self.handle.view();
        let change = SettingsChange::of(&seen.settings, |it| it.window = Some(self.memory.clone()));
        let change = change.map(|change| Command::SaveSettings(Box::new(change)));
        if change.is_some_and(|change| !self.handle.send(change)) {
            tracing::warn!("the window's place could not be remembered: the runtime is gone");
        }
    }
}

/// Top bar, rail, and the screen of the place.
fn shell_ui(ui: &mut Ui, frame: &Frame<'_>, state: &mut ViewState) {
    let t = frame.tokens;
    Panel::top("top-bar")
        .exact_size(size::TOP_BAR)
        .resizable(false)
        .frame(Surface::NONE.fill(t.panel))
        .show(ui, |ui| top_bar::bar_ui(ui, frame));
    Panel::left("rail")
        .exact_size(size::RAIL)
        .resizable(false)
        .frame(
            Surface::NONE
                .fill(t.panel)
                .inner_margin(Margin::symmetric(8, 12)),
        )
        .show(ui, |ui| rail::rail_ui(ui, frame));
    CentralPanel::default()
        .frame(Surface::NONE.fill(t.ground))
        .show(ui, |ui| match state.place {
            Place::Compose => compose::screen_ui(ui, frame, &mut state.compose),
            Place::Deliveries => deliveries::screen_ui(ui, frame, &mut state.deliveries),
            Place::Gallery => gallery::screen_ui(ui, frame, &mut state.gallery),
            Place::Brands => brands::screen_ui(ui, frame, &mut state.brands),
            Place::Settings => settings::screen_ui(ui, frame, &mut state.settings),
        });
}
