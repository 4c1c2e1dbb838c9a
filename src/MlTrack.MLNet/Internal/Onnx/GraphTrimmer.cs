namespace MlTrack.MLNet.Internal.Onnx;

/// <summary>
/// Takes out of an exported graph what the predictions do not need. ML.NET exports all columns, the label as an input that every caller would have to
/// give, and everything on the way as outputs.
/// </summary>
/// <remarks>The numbers are those of ONNX's messages: of a model 7 is the graph; of a graph 1 nodes, 5 and 15 constants, 11 inputs, 12 outputs, 13 types of values.</remarks>
internal static class GraphTrimmer
{
    private const int GraphOfModel = 7;
    private const int Node = 1;
    private const int Constant = 5;
    private const int SparseConstant = 15;
    private const int Input = 11;
    private const int Output = 12;
    private const int ValueType = 13;

    /// <summary>Gives the model with those outputs only, and only the nodes, constants and inputs that lead to them.</summary>
    /// <param name="model">The bytes of the file.</param>
    /// <param name="isWanted">Tells whether an output, by its name, is kept.</param>
    /// <exception cref="FormatException">There is no such output, or something that it needs is not in the graph: ML.NET leaves out what it cannot export.</exception>
    internal static byte[] Trim(byte[] model, Func<string, bool> isWanted)
    {
        using var target = new MemoryStream(model.Length);
        foreach (var field in Wire.Fields(new(model)))
        {
            if (field.Number == GraphOfModel)
            {
                WriteGraph(target, [.. Wire.Fields(field.Value)], isWanted);
            }
            else
            {
                Wire.Write(target, field.Whole);
            }
        }

        return target.ToArray();
    }

    private static void WriteGraph(MemoryStream target, WireField[] graph, Func<string, bool> isWanted)
    {
        var outputs = graph.Where(field => field.Number == Output).Select(NameOf).Where(isWanted).ToArray();
        if (outputs.Length == 0)
        {
            throw new FormatException("The exported graph does not have the outputs of the pipeline.");
        }

        var needed = Needed(graph, outputs);
        var kept = graph.Where(field => field.Number switch
        {
            Node => Texts(field, 2).Any(needed.Contains),
            Output => outputs.Contains(NameOf(field)),
            Input or ValueType or Constant => needed.Contains(NameOf(field)),
            _ => true,
        }).ToArray();
        Wire.WriteHead(target, GraphOfModel, kept.Sum(field => (long)field.Whole.Count));
        foreach (var field in kept)
        {
            Wire.Write(target, field.Whole);
        }
    }

    // Back from the outputs, over the nodes that make a value to the values of which they make it.
    private static HashSet<string> Needed(WireField[] graph, IEnumerable<string> outputs)
    {
        var makers = new Dictionary<string, WireField>(StringComparer.Ordinal);
        foreach (var node in graph.Where(field => field.Number == Node))
        {
            // A graph within a node reads names of the graph around it, which are not in the node's list; ML.NET's exporter makes none.
            if (Wire.Fields(node.Value).Any(field => field.Number == 5 && Wire.Fields(field.Value).Any(attribute => attribute.Number is 6 or 11)))
            {
                throw new FormatException("The exported graph has graphs within graphs.");
            }

            foreach (var name in Texts(node, 2))
            {
                makers[name] = node;
            }
        }

        var given = new HashSet<string>(graph.Where(field => field.Number is Input or Constant).Select(NameOf), StringComparer.Ordinal);
        var hasSparse = graph.Any(field => field.Number == SparseConstant);
        var needed = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>(outputs);
        while (open.Count > 0)
        {
            var name = open.Pop();

            // An input that a node may do without has an empty name.
            if (name.Length == 0 || !needed.Add(name))
            {
                continue;
            }

            if (makers.TryGetValue(name, out var node))
            {
                foreach (var input in Texts(node, 1))
                {
                    open.Push(input);
                }
            }
            else if (!given.Contains(name) && !hasSparse)
            {
                throw new FormatException($"The exported graph lacks '{name}': a step before it cannot be exported.");
            }
        }

        return needed;
    }

    private static IEnumerable<string> Texts(WireField node, int number) => Wire.Fields(node.Value).Where(field => field.Number == number).Select(field => field.Text);

    // The name is field 1 of inputs, outputs and types, and field 8 of constants.
    private static string NameOf(WireField field) => Texts(field, field.Number == Constant ? 8 : 1).FirstOrDefault() ?? string.Empty;
}
