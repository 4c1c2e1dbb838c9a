using MlTrack.Internal.Text;
using MlTrack.Models;

namespace MlTrack.Internal.Packaging;

/// <summary>
/// Writes schemas and params as MLflow does: of a column the keys of its type, then <c>name</c>, then <c>required</c>; of a tensor <c>name</c>, <c>type</c>,
/// <c>tensor-spec</c>; of a param <c>name</c>, <c>default</c>, <c>shape</c>, then those of its type.
/// </summary>
internal static class SignatureWriter
{
    internal static string Write(ModelSchema schema)
    {
        var json = new PythonJsonWriter().StartArray();
        foreach (var column in schema.Columns)
        {
            json.StartObject();
            WriteType(json, column.Type);
            WriteName(json, column.Name);
            WriteRequired(json, column.IsRequired);
            json.EndObject();
        }

        foreach (var tensor in schema.Tensors)
        {
            json.StartObject();
            WriteName(json, tensor.Name);
            json.Name("type").String("tensor").Name("tensor-spec").StartObject().Name("dtype").String(tensor.DType).Name("shape").StartArray();
            foreach (var length in tensor.Shape)
            {
                json.Number(length);
            }

            json.EndArray().EndObject().EndObject();
        }

        return json.EndArray().ToString();
    }

    internal static string Write(IReadOnlyList<ParamSpec> parameters)
    {
        var json = new PythonJsonWriter().StartArray();
        foreach (var param in parameters)
        {
            json.StartObject().Name("name").String(param.Name).Name("default").Element(param.DefaultValue).Name("shape");
            if (param.IsList)
            {
                json.StartArray().Number(-1).EndArray();
            }
            else
            {
                json.Null();
            }

            WriteType(json, param.Type);
            json.EndObject();
        }

        return json.EndArray().ToString();
    }

    private static void WriteType(PythonJsonWriter json, ColumnType type)
    {
        json.Name("type").String(SignatureNames.Of(type.Kind));
        switch (type.Kind)
        {
            case ColumnKind.Array:
                WriteNested(json.Name("items"), type.Items!);
                break;
            case ColumnKind.Map:
                WriteNested(json.Name("values"), type.Items!);
                break;
            case ColumnKind.Object:
                json.Name("properties").StartObject();
                foreach (var property in type.Properties)
                {
                    json.Name(property.Name).StartObject();
                    WriteType(json, property.Type);
                    WriteRequired(json, property.IsRequired);
                    json.EndObject();
                }

                json.EndObject();
                break;
        }
    }

    private static void WriteNested(PythonJsonWriter json, ColumnType type)
    {
        json.StartObject();
        WriteType(json, type);
        json.EndObject();
    }

    private static void WriteName(PythonJsonWriter json, string? name)
    {
        if (name is not null)
        {
            json.Name("name").String(name);
        }
    }

    private static void WriteRequired(PythonJsonWriter json, bool? isRequired)
    {
        json.Name("required");
        if (isRequired is { } required)
        {
            json.Bool(required);
        }
        else
        {
            json.Null();
        }
    }
}
