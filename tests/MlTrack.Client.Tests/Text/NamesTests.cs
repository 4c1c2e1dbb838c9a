using System.Text;
using System.Text.Json;
using CsCheck;
using MlTrack.Internal.Text;
using MlTrack.Tests.Support;

namespace MlTrack.Tests.Text;

public sealed class NamesTests
{
    // MLflow lets a line break at the end through by accident; we do not.
    private static readonly string[] StricterThanMlflow = ["a\n", "\n"];

    public static TheoryData<string> RecordedKeyOperations => new()
    {
        "log_metric", "log_param", "set_tag", "set_experiment_tag", "log_batch.metrics", "log_batch.params", "log_batch.tags",
    };

    [Theory]
    [MemberData(nameof(RecordedKeyOperations))]
    public void Keys_are_judged_as_MLflow_judged_them(string operation)
    {
        var judged = 0;
        foreach (var row in GoldenFile.Rows("operations.json").Where(r => r.GetProperty("op").GetString() == operation))
        {
            var args = row.GetProperty("args");
            if (!args.TryGetProperty("key", out var keyElement) || args.EnumerateObject().Count() != 1)
            {
                continue;
            }

            var key = keyElement.GetString();
            var result = row.GetProperty("result");
            var message = result.TryGetProperty("message", out var text) ? text.GetString() : null;
            if (IsOurs(key, message))
            {
                Check(operation, key).Should().NotBeNull("{0} {1}", operation, key);
            }
            else
            {
                Check(operation, key).Should().Be(message, "{0} {1}", operation, key);
                judged++;
            }
        }

        judged.Should().BeGreaterThan(30);
    }

    [Fact]
    public void Run_ids_are_judged_as_MLflow_judged_them() => CompareIds("get_run", "run_id", Names.CheckRunId);

    [Fact]
    public void Experiment_ids_are_judged_as_MLflow_judged_them() => CompareIds("get_experiment", "experiment_id", Names.CheckExperimentId);

    [Fact]
    public void Names_of_logged_models_are_judged_as_MLflow_judged_them() => CompareIds("create_logged_model", "name", Names.CheckLoggedModelName);

    [Fact]
    public void Artifact_paths_are_judged_as_MLflow_judged_them() => CompareIds(
        "log_artifact",
        "artifact_path",
        // What we refuse and MLflow takes is said so by its own text, and tested below.
        path => Names.CheckArtifactPath(path) is { } message && !message.StartsWith("Invalid path: ", StringComparison.Ordinal) ? message : null);

    [Theory]
    [InlineData("a\n")]
    [InlineData("a\r")]
    [InlineData("a\0b")]
    [InlineData("a\u0085")]
    [InlineData("a\u2028")]
    [InlineData("a\\b")]
    [InlineData("..\\x")]
    [InlineData("😀")]
    [InlineData("e\u0301")]
    [InlineData("a\u203fb")]
    public void Keys_with_other_characters_are_refused_with_the_value_as_JSON(string key) =>
        Names.CheckMetricKey(key).Should().StartWith($"Invalid value {PythonJson.Quote(key)} for parameter 'name' supplied: Names may only");

    [Theory]
    [InlineData("𝔘𝔫𝔦")]
    [InlineData("Ⅳ½²٣")]
    [InlineData("日本/é.x-y_z: 1")]
    [InlineData(".hidden")]
    [InlineData(" a ")]
    [InlineData("a..b/c..")]
    public void Keys_of_letters_and_numbers_of_any_script_are_fine(string key)
    {
        Names.CheckMetricKey(key).Should().BeNull();
        Names.CheckParamKey(key).Should().BeNull();
        Names.CheckTagKey(key).Should().BeNull();
    }

    [Fact]
    public void Lengths_count_code_points_and_bytes_of_a_segment()
    {
        Names.CheckMetricKey(new string('x', 250)).Should().BeNull();
        Names.CheckMetricKey(new string('x', 251)).Should().Be("'Metric name' exceeds the maximum length of 250 characters");
        Names.CheckTagKey(new string('x', 251), "tags[3].key").Should().Be("'tags[3].key' exceeds the maximum length of 250 characters");
        Names.CheckMetricKey(new string('é', 127)).Should().BeNull();
        Names.CheckMetricKey(new string('é', 128)).Should().Contain("at most 255 bytes").And.Contain("has 256");
        Names.CheckMetricKey(new string('é', 120) + "/" + new string('é', 120)).Should().BeNull();
        Names.CheckParamValue(string.Concat(Enumerable.Repeat("😀", 6000))).Should().BeNull();
        Names.CheckParamValue(string.Concat(Enumerable.Repeat("😀", 6001))).Should().Be("'Param value' exceeds the maximum length of 6000 characters");
        Names.CheckTagValue(new string('x', 8001), "tags[0].value").Should().Be("'tags[0].value' exceeds the maximum length of 8000 characters");
        Names.CheckExperimentTagValue(new string('x', 20001)).Should().Be("'value' exceeds the maximum length of 20000 characters");
        Names.CheckExperimentName(new string('x', 501)).Should().Be("'name' exceeds the maximum length of 500 characters");
        Names.CheckExperimentName(string.Empty).Should().Be("Invalid experiment name: ''");
        Names.CheckExperimentName(null).Should().Be("Invalid experiment name: 'None'");
        Names.CheckExperimentName("anything: goes / here\n").Should().BeNull();
    }

    [Theory]
    [InlineData("abc", 3, "abc")]
    [InlineData("abcd", 3, "abc")]
    [InlineData("😀😀😀", 2, "😀😀")]
    [InlineData("😀😀", 2, "😀😀")]
    public void Truncate_never_cuts_a_character(string text, int limit, string expected)
    {
        Names.Truncate(text, limit).Should().Be(expected);
        Names.CountCodePoints(expected).Should().BeLessThanOrEqualTo(limit);
    }

    [Fact]
    public void Half_a_surrogate_pair_is_no_letter_and_counts_as_one_character()
    {
        Names.CheckMetricKey("a\ud800b").Should().Contain("Names may only contain");
        Names.CheckMetricKey("\udc00").Should().Contain("Names may only contain");
        Names.CheckRunId("a\ud835").Should().NotBeNull();
        Names.Truncate("a\ud800b", 2).Should().Be("a\ud800");
    }

    [Fact]
    public void Check_of_valid_ASCII_keys_allocates_nothing()
    {
        Allocation.Of(() => Names.CheckMetricKey("train/loss.v-1 x:y")).Should().Be(0);
    }

    [Theory]
    [InlineData("a\\b")]
    [InlineData("C:x")]
    [InlineData("c:/x")]
    [InlineData("file:x")]
    [InlineData("FILE:x")]
    [InlineData("%2e%2e%2fx")]
    [InlineData("a/%252e")]
    [InlineData("a#b")]
    [InlineData("a?b")]
    [InlineData("a;b")]
    [InlineData("a\nb")]
    [InlineData("a\0")]
    public void Artifact_paths_that_others_read_differently_are_refused(string path) =>
        Names.CheckArtifactPath(path).Should().StartWith("Invalid path: ");

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("plots/loss curve.png")]
    [InlineData("100%")]
    [InlineData("50%of it")]
    [InlineData("été/日本.txt")]
    [InlineData(".hidden/..x")]
    public void Ordinary_artifact_paths_are_fine(string? path) => Names.CheckArtifactPath(path).Should().BeNull();

    [Theory]
    [InlineData("", ".")]
    [InlineData(".", ".")]
    [InlineData("a//b/./c/", "a/b/c")]
    [InlineData("a/../b", "b")]
    [InlineData("../a/..", "..")]
    [InlineData("../../a", "../../a")]
    [InlineData("/../a", "/a")]
    [InlineData("//a", "//a")]
    [InlineData("///a", "/a")]
    [InlineData("/", "/")]
    [InlineData("a/..", ".")]
    public void NormPath_is_posixpath_normpath(string path, string expected) => Names.NormPath(path).Should().Be(expected);

    [Fact]
    public void A_key_is_accepted_exactly_if_it_is_its_own_normal_form() =>
        Gen.String[Gen.Char["a./"], 0, 9].Sample(key =>
        {
            var expected = Names.NormPath(key) == key && key != "." && key[..Math.Min(2, key.Length)] != ".." && key[..Math.Min(1, key.Length)] != "/";
            return Names.CheckMetricKey(key) is null == expected;
        });

    private static bool IsOurs(string? key, string? message) => message is null
        ? StricterThanMlflow.Contains(key) || (key?.Length > Names.MaxKeyLength) || (key is not null && Encoding.UTF8.GetByteCount(key) > Names.MaxSegmentBytes)
        : message.StartsWith("[Errno", StringComparison.Ordinal);

    private static string? Check(string operation, string? key) => operation switch
    {
        "log_metric" => Names.CheckMetricKey(key),
        "log_param" => Names.CheckParamKey(key),
        "set_tag" or "set_experiment_tag" => Names.CheckTagKey(key),
        "log_batch.metrics" => Names.CheckMetricKey(key, "metrics[1].name"),
        "log_batch.params" => Names.CheckParamKey(key, "params[1].key"),
        _ => Names.CheckTagKey(key, "tags[1].key"),
    };

    private static void CompareIds(string operation, string parameter, Func<string?, string?> check)
    {
        var judged = 0;
        foreach (var row in GoldenFile.Rows("operations.json").Where(r => r.GetProperty("op").GetString() == operation))
        {
            var args = row.GetProperty("args");
            if (!args.TryGetProperty(parameter, out var id) || args.EnumerateObject().Count() != 1 || id.ValueKind != JsonValueKind.String ||
                id.GetString() == "<deleted>")
            {
                continue;
            }

            var result = row.GetProperty("result");
            var message = result.TryGetProperty("message", out var text) ? text.GetString() : null;
            var refused = message?.StartsWith("Invalid", StringComparison.Ordinal) == true;
            check(id.GetString()).Should().Be(refused ? message : null, "{0} {1}", operation, id);
            judged++;
        }

        judged.Should().BeGreaterThan(5);
    }
}
