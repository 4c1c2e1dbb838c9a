namespace MlTrack;

/// <summary>
/// The error codes of MLflow, under their own names. A code that this version does not know is <see cref="Unknown"/>;
/// its text survives in <see cref="MlTrackException.ErrorCodeText"/>.
/// </summary>
public enum MlTrackErrorCode
{
    /// <summary>A code that this version of the library does not know.</summary>
    Unknown = 0,

    /// <summary><c>INTERNAL_ERROR</c>: the store failed, or (as in MLflow) an operation met a state it cannot work with.</summary>
    InternalError,

    /// <summary><c>TEMPORARILY_UNAVAILABLE</c>: the same call may succeed later.</summary>
    TemporarilyUnavailable,

    /// <summary><c>IO_ERROR</c>: the disk or the connection failed.</summary>
    IoError,

    /// <summary><c>BAD_REQUEST</c>: the request cannot be understood.</summary>
    BadRequest,

    /// <summary><c>INVALID_PARAMETER_VALUE</c>: an argument breaks one of MLflow's rules.</summary>
    InvalidParameterValue,

    /// <summary><c>ENDPOINT_NOT_FOUND</c>: the server has no such operation.</summary>
    EndpointNotFound,

    /// <summary><c>MALFORMED_REQUEST</c>: the request is not well formed.</summary>
    MalformedRequest,

    /// <summary><c>INVALID_STATE</c>: the thing exists but is in a state that forbids the operation.</summary>
    InvalidState,

    /// <summary><c>PERMISSION_DENIED</c>: the caller may not do this.</summary>
    PermissionDenied,

    /// <summary><c>FEATURE_DISABLED</c>: the server has this switched off.</summary>
    FeatureDisabled,

    /// <summary><c>CUSTOMER_UNAUTHORIZED</c>: the caller is not authorised.</summary>
    CustomerUnauthorized,

    /// <summary><c>REQUEST_LIMIT_EXCEEDED</c>: too many requests.</summary>
    RequestLimitExceeded,

    /// <summary><c>RESOURCE_CONFLICT</c>: somebody else changed the same thing.</summary>
    ResourceConflict,

    /// <summary><c>UNAUTHENTICATED</c>: no valid credentials.</summary>
    Unauthenticated,

    /// <summary><c>RESOURCE_DOES_NOT_EXIST</c>: there is no such experiment, run, model, tag …</summary>
    ResourceDoesNotExist,

    /// <summary><c>RESOURCE_ALREADY_EXISTS</c>: the name or id is taken.</summary>
    ResourceAlreadyExists,

    /// <summary><c>QUOTA_EXCEEDED</c>: a quota is used up.</summary>
    QuotaExceeded,

    /// <summary><c>NOT_FOUND</c>: nothing lies at that address.</summary>
    NotFound,

    /// <summary><c>ALREADY_EXISTS</c>: something lies at that address already.</summary>
    AlreadyExists,

    /// <summary><c>NOT_IMPLEMENTED</c>: this store cannot do that.</summary>
    NotImplemented,
}
