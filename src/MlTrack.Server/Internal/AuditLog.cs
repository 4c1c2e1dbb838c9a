using System.Text.Json;
using Microsoft.AspNetCore.Http;
using MlTrack.Server.Internal.Security;

namespace MlTrack.Server.Internal;

/// <summary>
/// Who did what, as JSON Lines: refused requests, deletions and restorations, and everything about users and their rights. Names and ids, no values.
/// Thread-safe.
/// </summary>
internal sealed class AuditLog : IDisposable
{
    private readonly Lock _writing = new();
    private readonly FileStream? _file;
    private readonly ServerCore _core;
    private readonly TimeProvider _time;

    internal AuditLog(ServerCore core, TimeProvider time)
    {
        (_core, _time) = (core, time);
        if (core.Options.AuditLog is { } path)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            var options = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.Read | FileShare.Delete, BufferSize = 0 };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            _file = new FileStream(path, options);
        }
    }

    internal void Write(Call call)
    {
        if (_file is null || !IsOfInterest(call))
        {
            return;
        }

        var line = ToLine(call);
        try
        {
            lock (_writing)
            {
                _file.Write(line);
            }
        }
        catch (IOException fault)
        {
            // The request is done; that its entry is missing must be said where somebody looks.
            ServerLog.NoAudit(_core.Logger, fault);
        }
    }

    public void Dispose() => _file?.Dispose();

    private static bool IsOfInterest(Call call)
    {
        var name = call.Route.Name;
        return !call.Route.Traits.HasFlag(RouteTraits.Quiet) && IsOfInterest(call, name);
    }

    private static bool IsOfInterest(Call call, string name)
    {
        return call.Http.Response.StatusCode is StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden or StatusCodes.Status429TooManyRequests ||
               (call.Route.Writes && (call.Route.Method == "DELETE" || name.Contains("delete", StringComparison.Ordinal) || name.Contains("restore", StringComparison.Ordinal) ||
                                      name.StartsWith("users/", StringComparison.Ordinal) || name.Contains("alias", StringComparison.Ordinal) || name.Contains("stage", StringComparison.Ordinal)));
    }

    private byte[] ToLine(Call call)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("time", _time.GetUtcNow());
            writer.WriteString("user", Gate.UserOf(call)?.Username);
            writer.WriteString("address", call.Http.Connection.RemoteIpAddress?.ToString());
            writer.WriteString("operation", call.Route.Name);
            writer.WriteString("method", call.Http.Request.Method);
            if (call.Demanded is { Ids.Count: > 0 } access)
            {
                writer.WriteString("kind", access.Kind.ToString());
                writer.WriteStartArray("ids");
                foreach (var id in access.Ids)
                {
                    writer.WriteStringValue(id);
                }

                writer.WriteEndArray();
            }

            writer.WriteNumber("status", call.Http.Response.StatusCode);
            writer.WriteEndObject();
        }

        buffer.WriteByte((byte)'\n');
        return buffer.ToArray();
    }
}
