using MlTrack.Internal.FileStore;

namespace MlTrack.Internal.Sync;

/// <summary>Counts what a sync would send of a run, by what its cursor says.</summary>
internal static class SyncPlan
{
    internal static void Count(SyncSession session, RunPlace place, RunRecord run)
    {
        var cursor = CursorFile.Peek(session.Context, place.Folder, session.Target.Uri) ?? new SyncCursor();
        if (cursor.IsSetAside)
        {
            return;
        }

        var counts = session.Counts;
        counts.RunsCreated += cursor.RunId.Length == 0 ? 1 : 0;
        counts.Params += run.Data.Params.LongCount(param => !cursor.Params.TryGetValue(param.Key, out var hash) || hash != Hashes.Of(param.Value));
        counts.Tags += run.Data.Tags.LongCount(tag => !cursor.Tags.TryGetValue(tag.Key, out var hash) || hash != Hashes.Of(tag.Value));
        foreach (var (key, path) in FilesOf(session.Context, place))
        {
            counts.Points += CountPoints(session, path, cursor.Metrics.TryGetValue(key, out var known) ? known.Offset : 0);
        }
    }

    private static long CountPoints(SyncSession session, string path, long offset)
    {
        using var tail = MetricTail.TryOpen(session.Context.Files, path);
        if (tail is null)
        {
            return 0;
        }

        using var reader = tail.Read(offset, tail.Length, hasEnded: false);
        while (reader.TryRead(out _))
        {
            // Only the count is of interest.
        }

        return reader.PointCount;
    }

    /// <summary>The metric files of a run.</summary>
    internal static List<KeyValuePair<string, string>> FilesOf(StoreContext context, RunPlace place)
    {
        var files = new List<KeyValuePair<string, string>>();
        new KeyFiles(context.Reader, context.Problems, place).List(Path.Combine(place.Folder, MlrunsLayout.Metrics), files);
        return files;
    }
}
