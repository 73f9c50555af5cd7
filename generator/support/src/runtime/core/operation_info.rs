//! The identity of an operation in a request.

use std::any::TypeId;

/// The operation of a request. Transports find it in the extensions of the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OperationInfo {
    type_id: TypeId,
    id: &'static str,
}

impl OperationInfo {
    /// Describes the operation type `O`. `id` is the `operationId`.
    pub(crate) fn new<O: 'static>(id: &'static str) -> Self {
        Self { type_id: TypeId::of::<O>(), id }
    }

    /// Returns true for the operation `O`.
    pub fn is<O: 'static>(&self) -> bool {
        self.type_id == TypeId::of::<O>()
    }

    /// Returns the `operationId` in the API description.
    pub fn id(&self) -> &'static str {
        self.id
    }

    /// Returns the type of the operation, which is unique within a client.
    pub(crate) fn type_id(&self) -> TypeId {
        self.type_id
    }
}
