using System.Text.RegularExpressions;

namespace MlTrack.Serving.Tests;

internal static partial class Regexes
{
    /// <summary>Python's JSON has numbers that JSON has not.</summary>
    [GeneratedRegex(@"(?<=[\[ :,])(NaN|-?Infinity)(?=[,\]}])")]
    internal static partial Regex BareNumbers();
}
