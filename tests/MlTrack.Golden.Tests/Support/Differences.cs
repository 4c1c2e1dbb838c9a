namespace MlTrack.Golden.Tests.Support;

/// <summary>
/// The places where we read something else than MLflow, on purpose: <c>Differences.txt</c>, one a line, each group under its reason. A place that is
/// not listed must be read exactly as MLflow reads it, and a listed one exactly as it says.
/// </summary>
public static class Differences
{
    private const string Separator = " ==> ";

    public static IReadOnlyList<Difference> Of(string caseName)
    {
        var all = new List<Difference>();
        foreach (var line in File.ReadAllLines(Path.Combine(GoldenCase.Source, "..", "..", "Differences.txt")))
        {
            if (line.Length > 0 && !line.StartsWith('#') && line.StartsWith(caseName + ": ", StringComparison.Ordinal))
            {
                var separator = line.IndexOf(Separator, StringComparison.Ordinal);
                all.Add(new Difference(line[..separator], line[(separator + Separator.Length)..]));
            }
        }

        return all;
    }
}
