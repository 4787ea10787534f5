//! The real window without a screen: find things by role and label, press them, look at what was asked for.
#![allow(dead_code, reason = "not every helper is used by every set of tests")]

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use egui_kittest::Harness;
use egui_kittest::kittest::{By, NodeT, Queryable};
use parfait::base::clock::Clock;
use parfait::model::settings::{Settings, Theme};
use parfait::runtime::command::Command;
use parfait::runtime::event::Event;
use parfait::runtime::handle::{Backstage, connect};
use parfait::runtime::view::View;
use parfait::ui::app::{App, Parts};
use parfait::ui::frame::About;

use super::{sentinel, views};

/// The size that pictures are taken at unless they say otherwise.
pub const LARGE: (f32, f32) = (1440.0, 900.0);
/// The smallest size that everything must still fit into.
pub const SMALL: (f32, f32) = (1024.0, 700.0);

/// A window before a made-up view.
pub struct Window {
    /// For finding, pressing and typing.
    pub harness: Harness<'static, App>,
    backstage: Backstage,
    clock: Clock,
    view: View,
    wishes: Vec<Command>,
    styles: Vec<Command>,
}

impl Window {
    /// Opens the window before `view`, large and light.
    pub fn open(view: View) -> Self {
        Self::open_as(view, LARGE, Theme::Light)
    }

    /// Opens the window before `view`.
    pub fn open_as(mut view: View, size: (f32, f32), theme: Theme) -> Self {
        change(&mut view, |settings| settings.theme = theme);
        let (handle, events, backstage) = connect(view.clone());
        let clock = Clock::manual(views::now());
        let parts = Parts {
            handle,
            events,
            clock: clock.clone(),
            about: About {
                data_folder: PathBuf::from("/home/ada/.local/share/parfait"),
                log: PathBuf::from("/home/ada/.local/share/parfait/parfait.log"),
                default_ads: PathBuf::from("/home/ada/Documents/Parfait"),
            },
            on_open: Box::new(|_wake| {}),
            on_first_frame: Box::new(|| {}),
        };
        let mut harness = Harness::builder()
            .with_size(egui::vec2(size.0, size.1))
            .with_os(egui::os::OperatingSystem::Nix)
            .with_max_steps(16)
            .build_eframe(|creation| App::new(&creation.egui_ctx, parts));
        harness.run();
        Self {
            harness,
            backstage,
            clock,
            view,
            wishes: Vec::new(),
            styles: Vec::new(),
        }
    }

    /// Lets the window settle.
    pub fn run(&mut self) {
        self.harness.run();
    }

    /// Puts another view before the window.
    pub fn show(&mut self, change: impl FnOnce(&mut View)) {
        change(&mut self.view);
        self.view.revision += 1;
        self.backstage.publish(self.view.clone());
        self.harness.run();
    }

    /// Replaces the settings in the view, as the runtime does after a command to save them.
    pub fn settings(&mut self, how: impl FnOnce(&mut Settings)) {
        self.show(|view| change(view, how));
    }

    /// Lets something happen.
    pub fn tell(&mut self, event: Event) {
        self.backstage.events.try_send(event).unwrap();
        self.harness.run();
    }

    /// Lets time pass.
    pub fn wait(&mut self, time: Duration) {
        self.clock.advance(time);
        self.harness.run();
    }

    /// Everything that a screen reader would find, line by line.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for node in self.harness.root().query_all(By::new().recursive(true)) {
            let node = node.accesskit_node();
            let parts = [node.label(), node.value(), node.description()];
            let parts: Vec<String> = parts.into_iter().flatten().collect();
            if !parts.is_empty() {
                text.push_str(&format!("{:?}: {}\n", node.role(), parts.join(" | ")));
            }
        }
        text
    }

    /// What the window asked of the runtime since the last time, but for [`Self::asked_for_styles`].
    pub fn asked(&mut self) -> Vec<Command> {
        sentinel::assert_not_in("the window", self.text().as_bytes());
        self.take_asked();
        std::mem::take(&mut self.wishes)
    }

    /// How the window asked, by itself, for the pictures of styles since the last time.
    pub fn asked_for_styles(&mut self) -> Vec<Command> {
        self.take_asked();
        std::mem::take(&mut self.styles)
    }

    fn take_asked(&mut self) {
        while let Ok(command) = self.backstage.commands.try_recv() {
            match command {
                Command::LoadStyles(_) | Command::WantSwatches(_) => self.styles.push(command),
                other => self.wishes.push(other),
            }
        }
    }

    /// Leaves a picture of the window in `target/pictures/`, and its text; says so by name where nothing can draw one.
    pub fn picture(&mut self, name: &str) {
        let text = self.text();
        sentinel::assert_not_in(name, text.as_bytes());
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/pictures");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(format!("{name}.txt")), text).unwrap();
        let drawn =
            std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| self.harness.render()));
        let image = match drawn {
            Ok(Ok(image)) => image,
            // After the first try has failed, the harness says that it has no renderer at all.
            Ok(Err(why)) if !why.contains("No default renderer") => panic!("{name}: {why}"),
            _ => {
                println!("SKIPPED picture {name}: no graphics adapter, not even a software one");
                return;
            }
        };
        image.save(folder.join(format!("{name}.png"))).unwrap();
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            sentinel::assert_not_in("the window", self.text().as_bytes());
        }
    }
}

fn change(view: &mut View, how: impl FnOnce(&mut Settings)) {
    let mut settings = (*view.settings).clone();
    how(&mut settings);
    view.settings = Arc::new(settings);
}
