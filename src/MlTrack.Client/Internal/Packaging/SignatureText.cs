using System.Globalization;
using MlTrack.Internal.Text;
using MlTrack.Models;

namespace MlTrack.Internal.Packaging;

/// <summary>Signatures as MLflow prints them: inside of its error messages, and on its pages.</summary>
internal static class SignatureText
{
    internal static string Of(ModelSignature signature) =>
        $"inputs: \n  {signature.Inputs?.ToString() ?? "None"}\noutputs: \n  {signature.Outputs?.ToString() ?? "None"}\nparams: \n  {Of(signature.Params)}\n";

    internal static string Of(ModelSchema schema) => "[" + string.Join(", ", schema.Columns.Select(Of).Concat(schema.Tensors.Select(Of))) + "]";

    internal static string Of(ParamSpec param)
    {
        var text = $"{PythonRepr.Quote(param.Name)}: {param.Type} (default: {ParamRules.ToText(param.DefaultValue, param.IsList ? ColumnKind.Any : param.Type.Kind)})";
        return param.IsList ? text + " (shape: (-1,))" : text;
    }

    internal static string Of(ColumnType type) => type.Kind switch
    {
        ColumnKind.Array => $"Array({type.Items})",
        ColumnKind.Map => $"Map(str -> {(type.Items!.IsScalar ? "DataType." : "")}{type.Items})",
        ColumnKind.Object => "{" + string.Join(", ", type.Properties.Select(property => $"{property.Name}: {property.Type} {Required(property.IsRequired)}")) + "}",
        ColumnKind.Any => "Any",
        ColumnKind.SparkVector => "SparkML vector",
        _ => SignatureNames.Of(type.Kind),
    };

    private static string Of(IReadOnlyList<ParamSpec>? parameters) => parameters is null ? "None" : "[" + string.Join(", ", parameters) + "]";

    private static string Of(ColumnSpec column) =>
        (column.Name is null ? "" : PythonRepr.Quote(column.Name) + ": ") + $"{column.Type} {Required(column.IsRequired == true)}";

    private static string Of(TensorSpec tensor)
    {
        var shape = string.Join(", ", tensor.Shape.Select(length => length.ToString(CultureInfo.InvariantCulture)));
        return (tensor.Name is null ? "" : PythonRepr.Quote(tensor.Name) + ": ") + $"Tensor('{tensor.DType}', ({shape}{(tensor.Shape.Count == 1 ? "," : "")}))";
    }

    private static string Required(bool isRequired) => isRequired ? "(required)" : "(optional)";
}
