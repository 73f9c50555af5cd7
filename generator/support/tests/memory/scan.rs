//! A search in the writable memory of this process.

use std::fs::{self, File};
use std::io::BufRead;
use std::ops::Range;
use std::os::unix::fs::FileExt;

use super::marks::{FIRST, Mark, SEGMENT};

/// The number of bytes that are read at a time.
const CHUNK: usize = 1 << 20;

/// Returns the positions of the segments of each secret. Adjacent segments count once.
pub(crate) fn find(marks: &[Mark]) -> Vec<Vec<usize>> {
    let mut buffer = vec![0; CHUNK];
    let mut found: Vec<Vec<usize>> = marks.iter().map(|_| Vec::with_capacity(100)).collect();
    let ranges = writable_ranges();
    let memory = File::open("/proc/self/mem").unwrap();
    let of_buffer = buffer.as_ptr() as usize..buffer.as_ptr() as usize + CHUNK;
    for range in ranges {
        let mut start = range.start;
        while start < range.end {
            let length = CHUNK.min(range.end - start);
            // Guard pages cannot be read.
            if memory.read_exact_at(&mut buffer[..length], start as u64).is_ok() {
                for at in positions_of_segments(&buffer[..length]) {
                    let is_other = !of_buffer.contains(&(start + at));
                    let here =
                        marks.iter().zip(&mut found).filter(|(mark, _)| mark.has_segment_at(&buffer[at..length]));
                    here.filter(|_| is_other).for_each(|(_, found)| found.push(start + at));
                }
                // The buffer must not contain a secret when its range is read.
                buffer.fill(0);
            }
            start += if length < CHUNK { length } else { CHUNK - SEGMENT + 1 };
        }
    }
    for positions in &mut found {
        let mut last = 0;
        positions.retain(|at| std::mem::replace(&mut last, *at) + SEGMENT != *at);
    }
    found
}

/// Returns the positions of the first byte of segments. The standard library is optimized also in tests.
fn positions_of_segments(bytes: &[u8]) -> Vec<usize> {
    let (mut positions, mut rest) = (Vec::new(), bytes);
    while let Ok(1..) = rest.skip_until(FIRST) {
        let at = bytes.len() - rest.len() - 1;
        positions.extend((bytes[at] == FIRST).then_some(at));
    }
    positions
}

fn writable_ranges() -> Vec<Range<usize>> {
    let maps = fs::read_to_string("/proc/self/maps").unwrap();
    let lines = maps.lines().filter_map(|line| line.split_once(' ').filter(|(_, rest)| rest.starts_with("rw")));
    let ranges = lines.filter_map(|(range, _)| {
        let (start, end) = range.split_once('-')?;
        Some(usize::from_str_radix(start, 16).ok()?..usize::from_str_radix(end, 16).ok()?)
    });
    ranges.collect()
}
