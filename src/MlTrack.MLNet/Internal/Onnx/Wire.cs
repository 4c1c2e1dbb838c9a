using System.Text;

namespace MlTrack.MLNet.Internal.Onnx;

/// <summary>A field of a protobuf message: its number, all of its bytes in the buffer, and those of its value.</summary>
internal readonly record struct WireField(int Number, ArraySegment<byte> Whole, ArraySegment<byte> Value)
{
    internal string Text => Encoding.UTF8.GetString(Value.Array!, Value.Offset, Value.Count); // A segment of a buffer always has its array.
}

/// <summary>
/// The little of protobuf's wire format that it takes to leave fields out of a message: fields are copied as they are, so what is not known here survives.
/// </summary>
internal static class Wire
{
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int Delimited = 2;
    private const int Fixed32 = 5;

    /// <summary>The fields of a message, in the order in which they stand.</summary>
    /// <exception cref="FormatException">This is no protobuf.</exception>
    internal static IEnumerable<WireField> Fields(ArraySegment<byte> message)
    {
        var end = message.Offset + message.Count;
        for (var position = message.Offset; position < end;)
        {
            var start = position;
            var key = ReadVarint(message.Array!, ref position, end); // A segment of a buffer always has its array.
            var value = position;
            long length;
            switch ((int)(key & 7))
            {
                case Varint:
                    _ = ReadVarint(message.Array!, ref position, end);
                    length = position - value;
                    break;
                case Fixed64:
                    length = 8;
                    break;
                case Fixed32:
                    length = 4;
                    break;
                case Delimited:
                    length = (long)ReadVarint(message.Array!, ref position, end);
                    value = position;
                    break;
                default:
                    throw Malformed();
            }

            if (length < 0 || length > end - value)
            {
                throw Malformed();
            }

            position = value + (int)length;
            yield return new WireField((int)(key >> 3), new(message.Array!, start, position - start), new(message.Array!, value, (int)length));
        }
    }

    /// <summary>Writes the head of a field that is a message of so many bytes.</summary>
    internal static void WriteHead(Stream target, int number, long length)
    {
        WriteVarint(target, ((ulong)number << 3) | Delimited);
        WriteVarint(target, (ulong)length);
    }

    internal static void Write(Stream target, ArraySegment<byte> bytes) => target.Write(bytes.Array!, bytes.Offset, bytes.Count); // As above.

    private static ulong ReadVarint(byte[] buffer, ref int position, int end)
    {
        ulong value = 0;
        for (var shift = 0; shift < 64 && position < end; shift += 7)
        {
            var part = buffer[position++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }

        throw Malformed();
    }

    private static void WriteVarint(Stream target, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            target.WriteByte((byte)(value | 0x80));
        }

        target.WriteByte((byte)value);
    }

    private static FormatException Malformed() => new("The exported graph cannot be read: it is no protobuf.");
}
