//! Redaction of photos (照片处理): what staff may do to a photo of a matter, and what is left of it.
//!
//! A photo is shown as it came, shown with parts covered, hidden, or gone for good. The original of
//! a changed photo is kept sealed until its day; then a hidden photo is gone, and a covered one
//! stays covered. What is *not* here: the painting (`photo`), the rows, and who may (`org`).
use base::codes;
use serde::{Deserialize, Serialize};

codes! {
    /// How a photo stands (照片状态).
    pub enum PhotoState {
        /// 原样
        Shown = "shown",
        /// 已遮挡
        Covered = "covered",
        /// 已隐藏: may be shown again
        Hidden = "hidden",
        /// 已删除: for good
        Removed = "removed",
    }
}

codes! {
    /// What is done to a photo (处理方式).
    pub enum Deed {
        /// 遮挡
        Cover = "cover",
        /// 隐藏
        Hide = "hide",
        /// 恢复
        Show = "show",
    }
}

/// A rectangle of a photo, in hundredths of its width and height (遮挡区域).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Area {
    pub left: u8,
    pub top: u8,
    pub width: u8,
    pub height: u8,
}

/// More rectangles than that, and the photo is better hidden.
pub const AREAS_MAX: usize = 20;
const WHOLE: u8 = 100;

impl Area {
    /// A rectangle that covers something and lies within the photo.
    pub fn new(left: u8, top: u8, width: u8, height: u8) -> Option<Area> {
        let within = |from: u8, size: u8| size > 0 && u16::from(from) + u16::from(size) <= 100;
        let fits = left < WHOLE && top < WHOLE && within(left, width) && within(top, height);
        fits.then_some(Area { left, top, width, height })
    }

    /// Four numbers between blanks or commas, as they are typed: `10 20 30 15`.
    pub fn parse(line: &str) -> Option<Area> {
        let parts = line.split([',', '，', ' ', '\t']).filter(|part| !part.is_empty());
        let numbers: Option<Vec<u8>> = parts.map(|part| part.parse().ok()).collect();
        match numbers?[..] {
            [left, top, width, height] => Area::new(left, top, width, height),
            _ => None,
        }
    }
}

/// How a photo stands before something is done to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Before<'a> {
    pub state: PhotoState,
    /// What is covered of the original that is kept; nothing where none is kept.
    pub original: Option<&'a [Area]>,
}

/// How it stands afterwards, and what has to be painted (处理结果).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct After {
    pub state: PhotoState,
    /// What is covered, of the original where it is kept, else of what is shown.
    pub areas: Vec<Area>,
    /// Whether the original stays, sealed.
    pub keeps_original: bool,
}

/// Why nothing is done to a photo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhotoRefused {
    /// It is gone for good.
    Removed,
    /// It is shown as it came already, or is hidden already.
    AlreadySo,
    /// The original is not kept any more.
    OriginalGone,
    /// Nothing, or too much, is to be covered.
    Areas,
}

impl PhotoRefused {
    /// The name under which the web layer keeps the wording.
    pub fn code(self) -> &'static str {
        match self {
            PhotoRefused::Removed => "photo_removed",
            PhotoRefused::AlreadySo => "photo_already_so",
            PhotoRefused::OriginalGone => "photo_original_gone",
            PhotoRefused::Areas => "photo_areas",
        }
    }
}

/// What comes of a deed (处理规则). With `erases` the reason wants the original gone at once.
pub fn after(
    before: &Before<'_>,
    deed: Deed,
    areas: &[Area],
    erases: bool,
) -> Result<After, PhotoRefused> {
    use PhotoState::{Covered, Hidden, Removed, Shown};
    let (state, original) = (before.state, before.original);
    if state == Removed {
        return Err(PhotoRefused::Removed);
    }
    match deed {
        Deed::Hide if state == Hidden && !erases => Err(PhotoRefused::AlreadySo),
        // What was covered and has no original cannot be told from what it was: it goes for good.
        Deed::Hide if state == Covered && original.is_none() => {
            Ok(After { state: Removed, areas: Vec::new(), keeps_original: false })
        }
        Deed::Hide => {
            let state = if erases { Removed } else { Hidden };
            let areas = original.unwrap_or_default().to_vec();
            Ok(After { state, areas, keeps_original: !erases })
        }
        Deed::Cover if areas.is_empty() || areas.len() > AREAS_MAX => Err(PhotoRefused::Areas),
        Deed::Cover if state == Hidden && original.is_none() => Err(PhotoRefused::OriginalGone),
        // Without an original to begin from, what was covered before stays covered.
        Deed::Cover => {
            let keeps_original = !erases && (state == Shown || original.is_some());
            Ok(After { state: Covered, areas: areas.to_vec(), keeps_original })
        }
        Deed::Show => match (state, original) {
            (Shown, _) => Err(PhotoRefused::AlreadySo),
            (_, None) => Err(PhotoRefused::OriginalGone),
            // What was covered before it was hidden is covered again.
            (Hidden, Some(areas)) if !areas.is_empty() => {
                Ok(After { state: Covered, areas: areas.to_vec(), keeps_original: true })
            }
            // It is again what came in: nothing is kept beside it.
            _ => Ok(After { state: Shown, areas: Vec::new(), keeps_original: false }),
        },
    }
}

/// How a photo stands when its original goes by its day (到期清除).
pub fn without_original(state: PhotoState) -> PhotoState {
    match state {
        PhotoState::Hidden => PhotoState::Removed,
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Deed::{Cover, Hide, Show};
    use PhotoState::{Covered, Hidden, Removed, Shown};

    #[test]
    fn an_area_is_four_numbers_within_the_photo() {
        let area = |left, top, width, height| Some(Area { left, top, width, height });
        for (line, expected) in [
            ("10 20 30 15", area(10, 20, 30, 15)),
            ("0,0,100,100", area(0, 0, 100, 100)),
            (" 5， 5，1, 1 ", area(5, 5, 1, 1)),
            ("90 0 11 10", None),
            ("0 90 10 11", None),
            ("0 0 0 10", None),
            ("100 0 1 1", None),
            ("-1 0 10 10", None),
            ("1 2 3", None),
            ("1 2 3 4 5", None),
            ("a b c d", None),
            ("", None),
        ] {
            assert_eq!(Area::parse(line), expected, "{line:?}");
        }
    }

    #[test]
    fn a_deed_leaves_a_photo_as_the_table_says() {
        let one = [Area { left: 1, top: 2, width: 3, height: 4 }];
        let none: &[Area] = &[];
        let kept = |state, areas: &[Area]| {
            Ok(After { state, areas: areas.to_vec(), keeps_original: true })
        };
        let alone = |state, areas: &[Area]| {
            Ok(After { state, areas: areas.to_vec(), keeps_original: false })
        };
        let already = Err(PhotoRefused::AlreadySo);
        let gone = Err(PhotoRefused::OriginalGone);
        for (state, original, deed, areas, erases, expected) in [
            (Shown, None, Cover, &one[..], false, kept(Covered, &one)),
            (Shown, None, Cover, &one, true, alone(Covered, &one)),
            (Shown, None, Cover, none, false, Err(PhotoRefused::Areas)),
            (Shown, None, Hide, none, false, kept(Hidden, none)),
            (Shown, None, Hide, none, true, alone(Removed, none)),
            (Shown, None, Show, none, false, already.clone()),
            (Covered, Some(&one[..]), Cover, &one, false, kept(Covered, &one)),
            (Covered, None, Cover, &one, false, alone(Covered, &one)),
            (Covered, Some(&one), Show, none, false, alone(Shown, none)),
            (Covered, None, Show, none, false, gone.clone()),
            (Covered, Some(&one), Hide, none, false, kept(Hidden, &one)),
            (Covered, None, Hide, none, false, alone(Removed, none)),
            (Hidden, Some(&one), Show, none, false, kept(Covered, &one)),
            (Hidden, Some(none), Show, none, false, alone(Shown, none)),
            (Hidden, Some(none), Hide, none, false, already.clone()),
            (Hidden, Some(none), Hide, none, true, alone(Removed, none)),
            (Hidden, Some(none), Cover, &one, false, kept(Covered, &one)),
            (Removed, None, Show, none, false, Err(PhotoRefused::Removed)),
            (Removed, None, Cover, &one, false, Err(PhotoRefused::Removed)),
        ] {
            let found = after(&Before { state, original }, deed, areas, erases);
            assert_eq!(found, expected, "{state} {original:?} {deed} {erases}");
        }
        assert_eq!([Hidden, Covered, Shown].map(without_original), [Removed, Covered, Shown]);
    }
}
