//! Frames to H.264. One [`Coder`] makes one chunk of a film, so that chunks can be made side by side; a film's chunks
//! are fixed, and so are its bytes, whatever the number of cores.

use openh264::encoder::{
    BitRate, Complexity, Encoder, EncoderConfig, FrameRate, FrameType, IntraFramePeriod, Profile,
    QpRange, RateControlMode, UsageType, VuiConfig,
};
use openh264::{OpenH264API, Timestamp};

use super::yuv::Yuv;
use super::{FPS, FilmError};

/// How coarse the film is quantised, 0 (not at all)..=51.
const QUANTISER: u8 = 12;

/// One encoded frame, as an Annex B access unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Whether a player can start here.
    pub is_key: bool,
}

/// The encoder of one chunk. Its first frame is a key frame.
pub struct Coder {
    encoder: Encoder,
    frame: u32,
}

impl Coder {
    /// A fresh encoder.
    ///
    /// # Errors
    /// [`FilmError::Encode`] when it cannot be set up.
    pub fn new() -> Result<Self, FilmError> {
        let encoder = Encoder::with_api_config(OpenH264API::from_source(), config());
        Ok(Self {
            encoder: encoder.map_err(failed)?,
            frame: 0,
        })
    }

    /// Encodes the next frame.
    ///
    /// # Errors
    /// [`FilmError::Encode`] when the encoder fails or gives nothing.
    pub fn encode(&mut self, frame: &Yuv) -> Result<Unit, FilmError> {
        let millis = u64::from(self.frame) * 1000 / u64::from(FPS);
        self.frame += 1;
        let stream = self
            .encoder
            .encode_at(frame, Timestamp::from_millis(millis))
            .map_err(failed)?;
        let bytes = stream.to_vec();
        if bytes.is_empty() {
            return Err(FilmError::Encode("a frame was left out".to_owned()));
        }
        Ok(Unit {
            bytes,
            is_key: matches!(stream.frame_type(), FrameType::IDR | FrameType::I),
        })
    }
}

/// One quantiser for every frame (what this mode comes to when the range is a single value), measured for slow gradients:
/// a coarser one shows steps of one level in them, a finer one gains nothing. Everything adaptive is off, because its work
/// would depend on where a chunk begins; a rate that is controlled would leave frames out.
fn config() -> EncoderConfig {
    EncoderConfig::new()
        .usage_type(UsageType::CameraVideoRealTime)
        .rate_control_mode(RateControlMode::Bufferbased)
        .bitrate(BitRate::from_bps(60_000_000))
        .qp(QpRange::new(QUANTISER, QUANTISER))
        .complexity(Complexity::Low)
        .profile(Profile::High)
        .max_frame_rate(FrameRate::from_hz(FPS as f32))
        .skip_frames(false)
        .intra_frame_period(IntraFramePeriod::from_num_frames(0))
        .scene_change_detect(false)
        .background_detection(false)
        .adaptive_quantization(false)
        .num_threads(1)
        .vui(VuiConfig::bt709())
}

fn failed(error: openh264::Error) -> FilmError {
    FilmError::Encode(error.to_string())
}
