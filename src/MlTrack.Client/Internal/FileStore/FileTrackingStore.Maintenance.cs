using System.Runtime.CompilerServices;
using MlTrack.Internal.Diagnostics;
using MlTrack.Internal.IO;
using MlTrack.Stores;

namespace MlTrack.Internal.FileStore;

/// <content>Checking, mending, cleaning.</content>
internal sealed partial class FileTrackingStore
{
    /// <inheritdoc/>
    public IAsyncEnumerable<StoreProblem> VerifyAsync(CancellationToken cancellationToken = default) =>
        Stream(new StoreVerifier(_context).Verify(), cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<StoreProblem> RepairAsync(CancellationToken cancellationToken = default)
    {
        var repairer = new StoreRepairer(_context);
        return Stream(new StoreVerifier(_context).Verify().Select(repairer.Repair), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<GarbageCollectionResult> CollectGarbageAsync(GarbageCollectionOptions options, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(options);

        return Do(
            () =>
            {
                // A dry run reads only.
                using var held = options.DryRun ? null : Lock("collect garbage");
                return new GarbageCollector(_context, options).Collect(cancellationToken);
            },
            cancellationToken);
    }

    private static async IAsyncEnumerable<StoreProblem> Stream(
        IEnumerable<StoreProblem> problems, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Looking at files never waits for anything but the disk; this only makes the method a stream.
        await Task.CompletedTask.ConfigureAwait(false);
        using var enumerator = problems.GetEnumerator();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                if (!enumerator.MoveNext())
                {
                    yield break;
                }
            }
            catch (StoreIOException fault)
            {
                throw StoreFaults.Translate(fault);
            }

            yield return enumerator.Current;
        }
    }
}
