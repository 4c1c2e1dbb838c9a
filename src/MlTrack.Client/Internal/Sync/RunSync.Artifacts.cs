using MlTrack.Internal.Artifacts;
using MlTrack.Internal.FileStore;
using MlTrack.Stores;

namespace MlTrack.Internal.Sync;

/// <content>Files.</content>
internal sealed partial class RunSync
{
    private async Task SendArtifactsAsync(CancellationToken cancellationToken)
    {
        if (!_session.Options.Artifacts)
        {
            return;
        }

        await SendFilesAsync(
            () => _session.Source.GetRunArtifactsAsync(_source.Info, cancellationToken),
            async provider => await provider.GetRunArtifactsAsync(
                (await GetTargetAsync(cancellationToken).ConfigureAwait(false)).Info, cancellationToken).ConfigureAwait(false),
            _cursor.Artifacts, cancellationToken).ConfigureAwait(false);
    }

    private Task SendArtifactsOfModelAsync(LoggedModel model, ModelCursor known, CancellationToken cancellationToken) => !_session.Options.Artifacts
        ? Task.CompletedTask
        : SendFilesAsync(
            () => _session.Source.GetModelArtifactsAsync(model, cancellationToken),
            async provider => await provider.GetModelArtifactsAsync(
                await Target.GetLoggedModelAsync(known.ModelId, allowDeleted: true, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false),
            known.Artifacts, cancellationToken);

    private async Task SendFilesAsync(
        Func<ValueTask<IArtifactRepository>> openSource, Func<IArtifactRepositoryProvider, ValueTask<IArtifactRepository>> openTarget,
        Dictionary<string, string> sent, CancellationToken cancellationToken)
    {
        List<(string Path, string Stamp, long Size)> news;
        IArtifactRepository source;
        try
        {
            source = await openSource().ConfigureAwait(false);
            news = [];
            await CollectAsync(source, path: null, sent, news, cancellationToken).ConfigureAwait(false);
        }
        catch (MlTrackException exception)
        {
            _session.Report("no-artifacts", SourceId, $"The run's artifacts cannot be read: {exception.Message}", exception.ErrorCodeText, SyncFaults.IsTransient(exception));
            return;
        }

        if (news.Count == 0)
        {
            return;
        }

        if (Target is not IArtifactRepositoryProvider provider)
        {
            _session.Report("no-artifacts", SourceId, $"'{Target.Uri}' knows no place for artifacts: they are not sent.");
            return;
        }

        var target = await openTarget(provider).ConfigureAwait(false);
        foreach (var (path, stamp, size) in news)
        {
            await SendFileAsync(source, target, path, cancellationToken).ConfigureAwait(false);
            sent[path] = stamp;
            _session.Counts.Artifacts++;
            _session.Counts.ArtifactBytes += size;
            Save();
            _session.ReportProgress();
        }
    }

    private async Task SendFileAsync(IArtifactRepository source, IArtifactRepository target, string path, CancellationToken cancellationToken)
    {
        try
        {
            using var content = await source.OpenReadAsync(path, cancellationToken).ConfigureAwait(false);
            await target.UploadAsync(content, path, cancellationToken).ConfigureAwait(false);
        }
        catch (MlTrackException answer) when (SyncFaults.IsRefused(answer))
        {
            Reject("artifact", $"'{path}'", answer);
        }
    }

    private static async Task CollectAsync(
        IArtifactRepository source, string? path, Dictionary<string, string> sent, List<(string Path, string Stamp, long Size)> news, CancellationToken cancellationToken)
    {
        foreach (var entry in await source.ListAsync(path, cancellationToken).ConfigureAwait(false))
        {
            if (entry.Path.Split('/').Any(name => name.StartsWith(MlrunsLayout.OwnPrefix, StringComparison.Ordinal)))
            {
                continue;
            }

            if (entry.IsDirectory)
            {
                await CollectAsync(source, entry.Path, sent, news, cancellationToken).ConfigureAwait(false);
                continue;
            }

            var stamp = FormattableString.Invariant($"{entry.FileSize} {(source as LocalArtifactRepository)?.ChangedAt(entry.Path).Ticks}");
            if (!sent.TryGetValue(entry.Path, out var known) || known != stamp)
            {
                news.Add((entry.Path, stamp, entry.FileSize ?? 0));
            }
        }
    }
}
