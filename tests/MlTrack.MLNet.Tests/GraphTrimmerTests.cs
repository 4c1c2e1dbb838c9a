using System.Text;
using MlTrack.MLNet.Internal.Onnx;

namespace MlTrack.MLNet.Tests;

/// <summary>Graphs made by hand, byte for byte, since ML.NET's exporter makes no broken ones.</summary>
public sealed class GraphTrimmerTests
{
    private static readonly byte[] Version = [0x08, 0x07]; // ir_version: 7

    [Fact]
    public void Trim_keeps_what_leads_to_the_outputs_and_everything_it_does_not_know()
    {
        var unknown = Field(100, "kept"u8.ToArray());
        var model = Model(Node(["x", "w", ""], "y"), Node(["label"], "echo"), Constant("w"), Constant("v"), Value(11, "x"), Value(11, "label"), Value(12, "y"), Value(12, "echo"), Value(13, "echo"), unknown);

        var trimmed = GraphTrimmer.Trim(model, name => name == "y");

        trimmed.Should().Equal(Model(Node(["x", "w", ""], "y"), Constant("w"), Value(11, "x"), Value(12, "y"), unknown));
    }

    [Fact]
    public void Trim_follows_long_chains_and_circles_to_their_end()
    {
        var nodes = Enumerable.Range(0, 5000).Select(index => Node(["v" + index], "v" + (index + 1))).Append(Node(["v5000", "y"], "y"));
        var model = Model([.. nodes, Value(11, "v0"), Value(12, "y")]);

        GraphTrimmer.Trim(model, _ => true).Should().Equal(model);
    }

    [Fact]
    public void Trim_refuses_a_graph_without_the_outputs_or_without_what_they_need()
    {
        var model = Model(Node(["nowhere"], "y"), Value(12, "y"));

        FluentActions.Invoking(() => GraphTrimmer.Trim(model, name => name == "z")).Should().Throw<FormatException>().WithMessage("*outputs of the pipeline*");
        FluentActions.Invoking(() => GraphTrimmer.Trim(model, name => name == "y")).Should().Throw<FormatException>().WithMessage("*lacks 'nowhere'*");
    }

    [Fact]
    public void Trim_refuses_a_graph_within_a_node()
    {
        var attribute = Field(5, Field(6, Field(2, "inner"u8.ToArray())));
        var model = Model(Field(1, [.. Text(2, "y"), .. attribute]), Value(12, "y"));

        FluentActions.Invoking(() => GraphTrimmer.Trim(model, _ => true)).Should().Throw<FormatException>().WithMessage("*graphs within graphs*");
    }

    [Theory]
    [InlineData(new byte[] { 0x3A, 0x05, 0x01 })]
    [InlineData(new byte[] { 0x3A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F })]
    [InlineData(new byte[] { 0x3B, 0x00 })]
    [InlineData(new byte[] { 0x80, 0x80 })]
    [InlineData(new byte[] { 0x09, 0x01 })]
    public void Trim_refuses_what_is_no_protobuf(byte[] bytes) =>
        FluentActions.Invoking(() => GraphTrimmer.Trim(bytes, _ => true)).Should().Throw<FormatException>();

    private static byte[] Model(params byte[][] graph) => [.. Version, .. Field(7, [.. graph.SelectMany(field => field)])];

    private static byte[] Node(string[] inputs, string output) => Field(1, [.. inputs.SelectMany(input => Text(1, input)), .. Text(2, output)]);

    private static byte[] Constant(string name) => Field(5, [.. Text(8, name), 0x10, 0x01, 0x3D, 1, 2, 3, 4]);

    private static byte[] Value(int number, string name) => Field(number, Text(1, name));

    private static byte[] Text(int number, string text) => Field(number, Encoding.UTF8.GetBytes(text));

    private static byte[] Field(int number, byte[] value) => [.. Varint((number << 3) | 2), .. Varint(value.Length), .. value];

    private static IEnumerable<byte> Varint(int value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            yield return (byte)(value | 0x80);
        }

        yield return (byte)value;
    }
}
