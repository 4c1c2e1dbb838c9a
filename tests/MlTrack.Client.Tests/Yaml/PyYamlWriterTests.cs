using System.Text;
using MlTrack.Internal.Yaml;
using MlTrack.Tests.Text;

namespace MlTrack.Tests.Yaml;

public sealed class PyYamlWriterTests
{
    [Fact]
    public void Write_recorded_strings_gives_the_bytes_of_MLflow()
    {
        var rows = GoldenFile.Rows("yaml-scalars.json");

        rows.Should().HaveCountGreaterThan(150);
        foreach (var row in rows)
        {
            var value = row.GetProperty("value").GetString()!;
            var writer = new PyYamlWriter().Write("name", value).Write("tags", new Dictionary<string, string?> { ["k"] = value });

            Encoding.UTF8.GetString(writer.ToArray()).Should().Be(row.GetProperty("yaml").GetString());
        }
    }

    [Fact]
    public void ToBytes_of_recorded_documents_gives_the_bytes_of_PyYAML()
    {
        var file = Environment.GetEnvironmentVariable("MLTRACK_PYYAML_DOCUMENTS") ?? "pyyaml-documents.json";
        foreach (var row in GoldenFile.Rows(file, "python"))
        {
            var bytes = PyYamlWriter.ToBytes(YamlTrees.FromJson(row.GetProperty("value")));

            Assert.Equal(row.GetProperty("yaml").GetString(), Encoding.UTF8.GetString(bytes));
        }
    }

    [Fact]
    public void Write_a_run_gives_what_MLflow_writes()
    {
        var writer = new PyYamlWriter()
            .Write("artifact_uri", "file:///data/mlruns/643659720490982959/5a10a87d2f56464796bf24db22139b78/artifacts")
            .Write("end_time", (long?)null)
            .Write("entry_point_name", string.Empty)
            .Write("experiment_id", "643659720490982959")
            .Write("run_id", "60e12345678901234567890123456789")
            .Write("source_type", 4)
            .Write("start_time", (long?)1736500000409)
            .WriteEmptySequence("tags")
            .Write("user_id", "ada");

        Encoding.UTF8.GetString(writer.ToArray()).Should().Be(
            """
            artifact_uri: file:///data/mlruns/643659720490982959/5a10a87d2f56464796bf24db22139b78/artifacts
            end_time: null
            entry_point_name: ''
            experiment_id: '643659720490982959'
            run_id: 60e12345678901234567890123456789
            source_type: 4
            start_time: 1736500000409
            tags: []
            user_id: ada

            """);
    }

    [Theory]
    [InlineData(1.0, "1.0")]
    [InlineData(1e16, "1.0e+16")]
    [InlineData(1.5e-7, "1.5e-07")]
    [InlineData(double.NaN, ".nan")]
    [InlineData(double.NegativeInfinity, "-.inf")]
    public void Write_floats_as_PyYAML_does(double value, string expected) =>
        Encoding.UTF8.GetString(new PyYamlWriter().Write("k", value).ToArray()).Should().Be($"k: {expected}\n");

    [Fact]
    public void Write_null_flags_empty_mappings_and_raw_lines()
    {
        var writer = new PyYamlWriter(4).Write("b", true).WriteNull("n").Write("m", new Dictionary<string, string?>());
        writer.WriteRaw("z: {a: [1, 2]}\n"u8).Write("zz", "end");

        Encoding.UTF8.GetString(writer.ToArray()).Should().Be("b: true\nn: null\nm: {}\nz: {a: [1, 2]}\nzz: end\n");
    }

    [Fact]
    public void Clear_makes_the_writer_new()
    {
        var writer = new PyYamlWriter().Write("a", new Dictionary<string, string?> { ["b"] = "c" });

        writer.Clear();

        Encoding.UTF8.GetString(writer.Write("d", "e").ToArray()).Should().Be("d: e\n");
    }
}
