using MlTrack.Internal.FileStore.Format;

namespace MlTrack.Internal.FileStore.Index;

/// <summary>A run that fits a search: enough to read it whole when it is on the page.</summary>
internal sealed record RunHit(RunPlace Place, RunMeta Meta);
