using MlTrack.Internal.Search;
using MlTrack.Internal.Text;

namespace MlTrack.Internal.FileStore;

/// <summary>What a search or a listing wants to know of a metric file.</summary>
/// <param name="Latest">The latest point.</param>
/// <param name="Summary">What all points come to.</param>
/// <param name="IsSettled">False when the same bytes might be read otherwise later: their last line has no end, which counts or not as the run's state says.</param>
internal readonly record struct MetricFacts(MetricPointRaw Latest, MetricSummary Summary, bool IsSettled);
