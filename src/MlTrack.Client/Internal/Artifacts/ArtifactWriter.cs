using System.Buffers;
using System.Runtime.InteropServices;
using MlTrack.Internal.IO;

namespace MlTrack.Internal.Artifacts;

/// <summary>
/// Writes one file so that it is seen whole or not at all: into <c>.artifact.uploading.&lt;random&gt;</c> in the target's folder (MLflow's name, hidden from
/// its listings), then renamed over the target.
/// </summary>
/// <remarks>
/// Memory does not depend on the file's size. With <see cref="Durability.Disk"/> the content is on the disk before the rename and the name before the
/// return. A fault or a cancellation leaves the file as it was before, and no temporary file.
/// </remarks>
internal sealed class ArtifactWriter
{
    private const int BufferSize = 128 << 10;
    private const int OwnerWrite = 0x80; // 0200
    private const int PermissionBits = 0x1FF; // 0777: what runs as another user, or sticks, is not handed on.
    private const int MaxBusyRetries = 10;

    private static readonly bool Windows = RuntimeInformation.IsOSPlatform(OSPlatform.Windows);

    private readonly IFileSystem _files;
    private readonly bool _sync;
    private readonly IdGenerator _ids;

    internal ArtifactWriter(IFileSystem files, MlTrackClientOptions options)
    {
        _files = files;
        _sync = options.Durability == Durability.Disk;
        _ids = options.IdGenerator;
    }

    /// <param name="folder">An existing folder.</param>
    /// <param name="source">The file whose times and permissions are taken over; null for those of a new file.</param>
    internal async ValueTask WriteAsync(string folder, string name, Stream content, FileStat? source, CancellationToken cancellationToken)
    {
        var temp = Path.Combine(folder, ArtifactPathRules.UploadPrefix + _ids.NewHexId());
        var mode = source is { Mode: not 0 } stat ? stat.Mode & PermissionBits : (int?)null;
        _files.CreateNew(temp, default, mode | OwnerWrite, sync: false);
        var published = false;
        try
        {
            await CopyAsync(content, temp, cancellationToken).ConfigureAwait(false);
            SetFacts(temp, source, mode);
            await ReplaceAsync(temp, Path.Combine(folder, name), cancellationToken).ConfigureAwait(false);
            published = true;
        }
        finally
        {
            if (!published)
            {
                DeleteAfterFault(temp);
            }
        }

        if (_sync)
        {
            _files.SyncDirectory(folder);
        }
    }

    private async ValueTask CopyAsync(Stream content, string temp, CancellationToken cancellationToken)
    {
        using var target = _files.OpenAppend(temp);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            int count;
            while ((count = await content.ReadAsync(buffer, 0, buffer.Length, cancellationToken).ConfigureAwait(false)) > 0)
            {
                for (var done = 0; done < count;)
                {
                    done += target.Write(new ReadOnlySpan<byte>(buffer, done, count - done));
                }

                cancellationToken.ThrowIfCancellationRequested();
            }

            cancellationToken.ThrowIfCancellationRequested();
            if (_sync)
            {
                target.Fsync();
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void SetFacts(string temp, FileStat? source, int? mode)
    {
        if (source is not { } stat)
        {
            return;
        }

        const long NanosecondsPerTick = 100;
        var epoch = new DateTime(1970, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        try
        {
            File.SetLastWriteTimeUtc(temp, epoch.AddTicks(stat.ModifiedNanoseconds / NanosecondsPerTick));
#if NET
            // The older target keeps the owner's right to write, which it needed for writing.
            if (mode is { } bits && (bits & OwnerWrite) == 0 && !OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(temp, (UnixFileMode)bits);
            }
#endif
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
        {
            // Some disks keep no times or rights. The content is what was asked for.
        }
    }

    // On Windows a reader that does not share deletion (Python, virus scanners) stands in the way for as long as it reads.
    private async ValueTask ReplaceAsync(string temp, string target, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                _files.Replace(temp, target);
                return;
            }
            catch (StoreIOException fault) when (Windows && attempt < MaxBusyRetries && fault.Error is StoreIOError.Busy or StoreIOError.AccessDenied)
            {
                await Task.Delay(Math.Min(5 << attempt, 500), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private void DeleteAfterFault(string temp)
    {
        try
        {
            _files.DeleteFile(temp);
        }
        catch (StoreIOException)
        {
            // The first fault is the one to report. What is left is hidden from every listing.
        }
    }
}
