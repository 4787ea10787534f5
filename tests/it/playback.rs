//! Films as they play: every picture in its order, at its moment, in its colours; a damaged one is a sentence.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use parfait::media::{MediaError, Moment, RgbaPixels, Video};
use parfait::runtime::pictures::{PictureSource, Wake};
use parfait::runtime::player::{AHEAD, Player, Shown};
use parfait::studio::film::reel::Reel;

use super::film::{CREAM, SQUARE, short, spec};
use parfait::studio::compose::Engine;

const FRAMES: u32 = 13;

fn film() -> Video {
    Video::of(short(&Engine::new(), SQUARE, FRAMES, 2)).unwrap()
}

fn moments(video: &Video, from: Duration, shrink: usize) -> Vec<Moment> {
    let moments = video.moments(from, shrink).unwrap();
    moments.collect::<Result<_, _>>().unwrap()
}

fn frame_time(frame: u32) -> Duration {
    Duration::from_secs_f64(f64::from(frame) / 30.0)
}

/// Mean distance between two pictures in levels of 0..=255, alpha aside.
fn apart(a: &RgbaPixels, rgb: &[u8]) -> f64 {
    let of = a.bytes.chunks_exact(4).zip(rgb.chunks_exact(3));
    let sum: u64 = of
        .flat_map(|(a, b)| a.iter().zip(b))
        .map(|(a, b)| u64::from(a.abs_diff(*b)))
        .sum();
    sum as f64 / rgb.len() as f64
}

#[test]
fn what_plays_is_what_was_drawn_and_a_seek_lands_on_the_picture_that_stands_there() {
    let video = film();
    assert_eq!(video.count(), FRAMES as usize);
    assert_eq!(video.duration(), frame_time(FRAMES));
    let all = moments(&video, Duration::ZERO, 1);
    assert_eq!(all.len(), FRAMES as usize);
    let reel = Reel::new(&Engine::new(), &spec(CREAM, SQUARE), FRAMES).unwrap();
    let mut desk = reel.desk();
    for (i, moment) in (0..).zip(&all) {
        assert!(moment.at.abs_diff(frame_time(i)) < Duration::from_micros(50));
        assert_eq!((moment.pixels.width, moment.pixels.height), SQUARE);
        if [0, 5, 12].contains(&i) {
            let far = apart(&moment.pixels, &reel.rgb(i, true, &mut desk));
            assert!(far < 1.5, "picture {i} is {far} levels off");
        }
    }
    let half = moments(&video, Duration::ZERO, 2);
    assert_eq!((half[3].pixels.width, half[3].pixels.height), (540, 675));
    let quarter = moments(&video, Duration::ZERO, 4);
    assert_eq!(
        (quarter[3].pixels.width, quarter[3].pixels.height),
        (270, 337)
    );
    for frame in [0, 1, 6, 12] {
        let from = frame_time(frame) + Duration::from_millis(10);
        let rest = moments(&video, from, 1);
        assert_eq!(rest.len(), (FRAMES - frame) as usize);
        assert!(rest[0].pixels == all[frame as usize].pixels, "{frame}");
    }
}

#[test]
fn a_player_goes_on_from_the_beginning_and_rests_when_nobody_looks() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("film.mp4");
    std::fs::write(&path, short(&Engine::new(), SQUARE, FRAMES, 2)).unwrap();
    let source = PictureSource {
        path: Arc::from(path.as_path()),
        version: 1,
    };
    let wake: Wake = Arc::new(|| {});
    let player = Player::open(&source, Duration::ZERO, 4, Arc::clone(&wake)).unwrap();
    // Its length waits too, so that there is one picture less; but one more is in its hands.
    until(|| player.decoded() == AHEAD);
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!(player.decoded(), AHEAD, "it went on though nobody looked");
    let mut times = Vec::new();
    let end = Instant::now() + Duration::from_secs(30);
    while times.len() < 2 * FRAMES as usize {
        assert!(Instant::now() < end, "{times:?}");
        match player.try_next() {
            Some(Shown::Length(length)) => assert_eq!(length, frame_time(FRAMES)),
            Some(Shown::Picture(moment)) => times.push(moment.at),
            Some(Shown::Fault(fault)) => panic!("{fault:?}"),
            None => std::thread::sleep(Duration::from_millis(2)),
        }
    }
    assert!(times.is_sorted(), "{times:?}");
    assert!(times[FRAMES as usize].abs_diff(frame_time(FRAMES)) < Duration::from_micros(50));
    drop(player);
    // The thread lets go of what wakes when it ends.
    until(|| Arc::strong_count(&wake) == 1);
}

fn until(holds: impl Fn() -> bool) {
    let end = Instant::now() + Duration::from_secs(30);
    while !holds() {
        assert!(Instant::now() < end, "it never came to that");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// A small film by another encoder; `None`, said aloud, when that is not there.
fn made_elsewhere(folder: &Path, codec: &[&str]) -> Option<Vec<u8>> {
    let path = folder.join("elsewhere.mp4");
    let status = Command::new("ffmpeg")
        .args(["-v", "error", "-y", "-f", "lavfi", "-i"])
        .arg("color=black:size=96x64:rate=25,geq=lum='40+N*5':cb=128:cr=128")
        .args(["-frames:v", "30"])
        .args(codec)
        .arg(&path)
        .status();
    match status {
        Ok(status) => {
            assert!(status.success());
            Some(std::fs::read(&path).unwrap())
        }
        Err(error) => {
            eprintln!("ffmpeg is not here ({error}): no foreign film was played");
            None
        }
    }
}

const B_FRAMES: [&str; 8] = [
    "-c:v",
    "libx264",
    "-profile:v",
    "high",
    "-bf",
    "3",
    "-pix_fmt",
    "yuv420p",
];

#[test]
fn a_foreign_film_whose_pictures_are_stored_out_of_order_plays_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let Some(bytes) = made_elsewhere(folder.path(), &B_FRAMES) else {
        return;
    };
    let video = Video::of(bytes).unwrap();
    let all = moments(&video, Duration::ZERO, 1);
    assert_eq!(all.len(), 30);
    let light: Vec<u8> = all.iter().map(|moment| moment.pixels.bytes[0]).collect();
    assert!(
        light.is_sorted() && light[0] < light[15] && light[15] < light[29],
        "{light:?}"
    );
    assert!(all.is_sorted_by_key(|moment| moment.at));
    let rest = moments(&video, Duration::from_millis(405), 1);
    assert_eq!(rest.len(), 20);
    assert!(rest[0].pixels == all[10].pixels);
}

#[test]
fn a_film_that_cannot_be_played_says_why_and_a_damaged_one_never_brings_anything_down() {
    let folder = tempfile::tempdir().unwrap();
    let Some(other) = made_elsewhere(folder.path(), &["-c:v", "mpeg4"]) else {
        return;
    };
    let error = Video::of(other).unwrap_err();
    assert!(error.to_string().contains("not H.264"), "{error}");
    let Some(good) = made_elsewhere(folder.path(), &B_FRAMES) else {
        return;
    };
    let played = |bytes: Vec<u8>| -> Result<usize, MediaError> {
        let video = Video::of(bytes)?;
        let moments = video.moments(Duration::ZERO, 2)?;
        Ok(moments.filter(Result::is_ok).count())
    };
    assert_eq!(played(good.clone()).unwrap(), 30);
    for end in (0..good.len()).step_by(53) {
        // Only what follows the pictures and their tables may be missing.
        let played = played(good[..end].to_vec());
        assert!(
            matches!(played, Err(_) | Ok(30)),
            "cut at {end}: {played:?}"
        );
    }
    for at in (0..good.len()).step_by(7) {
        let mut bad = good.clone();
        bad[at] ^= 0x5A;
        played(bad).ok();
    }
}
