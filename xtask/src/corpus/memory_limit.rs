//! Limits the memory of this process.
//!
//! Linux can limit the address space (`RLIMIT_AS`), which includes the stack that the generator reserves and mostly does
//! not use. Other systems have no such limit, and nothing is limited there.

use std::io;

/// A limit of the memory that this process allocates in addition to that of the program.
pub(super) struct MemoryLimit {
    address_space: u64,
}

impl MemoryLimit {
    /// Sets the limit, and disables core dumps.
    pub(super) fn new(megabytes: u64) -> io::Result<Self> {
        let address_space = address_space()?.saturating_add(megabytes.saturating_mul(1_000_000));
        disable_core_dumps()?;
        limit_address_space(address_space)?;
        Ok(Self { address_space })
    }

    /// Raises the limit by the size of the generator's stack.
    pub(super) fn add_stack(&self) -> io::Result<()> {
        limit_address_space(self.address_space.saturating_add(clientsmith::STACK_SIZE as u64))
    }
}

/// Returns the current size of the address space in bytes.
#[cfg(target_os = "linux")]
fn address_space() -> io::Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let size = status.lines().find_map(|line| line.strip_prefix("VmSize:")?.trim().strip_suffix(" kB"));
    let kilobytes: Option<u64> = size.and_then(|size| size.parse().ok());
    kilobytes.map(|kilobytes| kilobytes.saturating_mul(1024)).ok_or_else(|| io::ErrorKind::InvalidData.into())
}

#[cfg(target_os = "linux")]
fn limit_address_space(bytes: u64) -> io::Result<()> {
    set_limit(rustix::process::Resource::As, bytes)
}

#[cfg(target_os = "linux")]
fn disable_core_dumps() -> io::Result<()> {
    set_limit(rustix::process::Resource::Core, 0)
}

#[cfg(target_os = "linux")]
fn set_limit(resource: rustix::process::Resource, limit: u64) -> io::Result<()> {
    use rustix::process::{Rlimit, getrlimit, setrlimit};
    let maximum = getrlimit(resource).maximum;
    let current = Some(maximum.map_or(limit, |maximum| maximum.min(limit)));
    Ok(setrlimit(resource, Rlimit { current, maximum })?)
}

#[cfg(not(target_os = "linux"))]
fn address_space() -> io::Result<u64> {
    Ok(0)
}

#[cfg(not(target_os = "linux"))]
fn limit_address_space(_bytes: u64) -> io::Result<()> {
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn disable_core_dumps() -> io::Result<()> {
    Ok(())
}
