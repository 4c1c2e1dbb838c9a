using System.Security.Cryptography;
using System.Text.Json;
using MlTrack;

namespace Quickstart;

/// <summary>Says which data a run was made of, in the words that MLflow uses for a table of numbers and a label.</summary>
internal static class DataDescription
{
    public static Dataset Of(string csv, string label)
    {
        var lines = File.ReadAllLines(csv);
        var columns = lines[0].Split(',');
        return new Dataset
        {
            Name = Path.GetFileNameWithoutExtension(csv),
            // Changes with the content; eight digits, as MLflow makes them.
            Digest = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(csv)))[..8],
            SourceType = "local",
            Source = JsonSerializer.Serialize(new { uri = csv }),
            Schema = JsonSerializer.Serialize(new
            {
                mlflow_colspec = columns.Select(name => new { type = name == label ? "string" : "float", name, required = true }),
            }),
            Profile = JsonSerializer.Serialize(new { num_rows = lines.Length - 1, num_elements = (lines.Length - 1) * columns.Length }),
        };
    }
}
