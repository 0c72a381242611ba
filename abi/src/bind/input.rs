//! A bound request as the bytes that a contract reads.

use super::BoundRequest;

/// Bytes of an input before its lists.
pub const INPUT_HEAD_BYTES: usize = 80;

impl BoundRequest {
    /// Appends the layout that [`crate::bind`] pictures.
    pub fn write(&self, out: &mut Vec<u8>) {
        let start = out.len();
        out.resize(start + self.input_bytes(), 0);
        if let Some(room) = out.get_mut(start..) {
            self.write_into(room);
        }
    }

    /// How many bytes [`BoundRequest::write_into`] writes.
    #[inline]
    pub fn input_bytes(&self) -> usize {
        INPUT_HEAD_BYTES + 4 * (self.roles.len() + self.actions.len() + self.categories.len())
    }

    /// Writes the layout that [`crate::bind`] pictures to the beginning of `room`, and gives its length.
    /// Where there is no room for it, nothing or a part of it is written.
    #[inline]
    pub fn write_into(&self, room: &mut [u8]) -> usize {
        let length = self.input_bytes();
        let Some((head, rest)) = room.split_first_chunk_mut::<INPUT_HEAD_BYTES>() else {
            return length;
        };
        let words = head.as_chunks_mut::<4>().0.iter_mut();
        words
            .zip(self.head())
            .for_each(|(place, word)| *place = word.to_le_bytes());
        let mut places = rest.as_chunks_mut::<4>().0.iter_mut();
        for list in [&self.roles, &self.actions, &self.categories] {
            for (id, place) in list.iter().zip(&mut places) {
                *place = id.to_le_bytes();
            }
        }
        length
    }

    /// The words before the lists.
    #[inline]
    fn head(&self) -> [u32; INPUT_HEAD_BYTES / 4] {
        let flags = u32::from(self.is_patient)
            | u32::from(self.is_guardian) << 1
            | u32::from(self.reason_given) << 2;
        let now = self.now.0 as u64;
        let [
            dated,
            author,
            practitioner,
            custodian,
            encounter,
            record,
            label,
        ] = self.data.words();
        [
            self.kind,
            flags,
            self.party,
            self.practitioner,
            self.purpose,
            self.roles.len() as u32,
            self.actions.len() as u32,
            self.categories.len() as u32,
            now as u32,
            (now >> 32) as u32,
            self.local.minute,
            self.local.weekday,
            self.local.date.0,
            dated,
            author,
            practitioner,
            custodian,
            encounter,
            record,
            label,
        ]
    }
}
