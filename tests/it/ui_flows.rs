//! The window by role and label: from a cold start to ads in the gallery.
