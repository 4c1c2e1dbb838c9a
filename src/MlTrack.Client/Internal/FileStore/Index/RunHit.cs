using MlTrack.Internal.FileStore.Format;

namespace MlTrack.Internal.FileStore.Index;

/// <summary>A run that fits a search: enough to give it whole when it is on the page, as it was when it was looked at.</summary>
/// <param name="Meta">Its <c>meta.yaml</c> if it was read; else the row tells.</param>
/// <param name="Row">What the index knew.</param>
internal sealed record RunHit(RunEntry Entry, RunMeta? Meta, RunRow? Row);
