using Microsoft.AspNetCore.Http;
using MlTrack.Internal.IO;
using MlTrack.Internal.Rest.Wire;

namespace MlTrack.Server.Internal;

/// <summary>Which status and code a fault is answered with.</summary>
/// <remarks>
/// Clients repeat every 500 for minutes. So a fault of the caller is never one, also where MLflow's store has a code for it that its server sends
/// as 500: a param that changes in a batch, a run in a deleted experiment, a deletion of the default experiment.
/// </remarks>
internal static class ServerFaults
{
    /// <summary>Gives status, code and words for the caller; null when the fault is the server's own and its words stay inside.</summary>
    internal static (int Status, string Code, string Message)? Describe(Exception fault) => fault switch
    {
        MlTrackException { ErrorCode: MlTrackErrorCode.InternalError, InnerException: MlTrackException cause } => Describe(cause),
        MlTrackServerException behind => (behind.StatusCode is >= 400 and < 600 ? behind.StatusCode : StatusCodes.Status502BadGateway, behind.ErrorCodeText, behind.Message),
        MlTrackException { ErrorCode: MlTrackErrorCode.IoError, InnerException: StoreIOException { Error: StoreIOError.NameTooLong } } =>
            (400, "INVALID_PARAMETER_VALUE", "A name or path of the request is too long."),
        MlTrackException { IsTransient: true } => (503, "TEMPORARILY_UNAVAILABLE", "The server cannot reach its storage now. Try again later."),
        MlTrackException { ErrorCode: MlTrackErrorCode.IoError } => null,
        MlTrackException { ErrorCode: MlTrackErrorCode.InvalidState or MlTrackErrorCode.InternalError, Path: null, InnerException: null } known =>
            (400, "INVALID_PARAMETER_VALUE", known.Message),
        MlTrackException { ErrorCode: MlTrackErrorCode.InvalidState or MlTrackErrorCode.InternalError } => null,
        MlTrackException known => (WireErrors.StatusOf(known.ErrorCodeText), known.ErrorCodeText, known.Message),
        BadHttpRequestException http => (http.StatusCode, "INVALID_PARAMETER_VALUE", http.Message),
        _ => null,
    };
}
