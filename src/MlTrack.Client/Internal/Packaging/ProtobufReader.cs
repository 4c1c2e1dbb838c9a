using System.Text;

namespace MlTrack.Internal.Packaging;

/// <summary>Walks over the fields of a protobuf message in a file, and jumps over those that nobody asks for, however long.</summary>
internal sealed class ProtobufReader
{
    private const int MaxTextBytes = 1 << 20;

    private readonly Stream _stream;
    private readonly long _end;
    private long _fieldEnd;

    internal ProtobufReader(Stream stream)
        : this(stream, stream.Length)
    {
    }

    private ProtobufReader(Stream stream, long end)
    {
        _stream = stream;
        _end = end;
        _fieldEnd = stream.Position;
    }

    /// <summary>The number of the field.</summary>
    internal int Field { get; private set; }

    /// <summary>The value of a field that is a number; 0 for others.</summary>
    internal long Number { get; private set; }

    /// <summary>Goes to the next field.</summary>
    /// <returns>False at the end of the message.</returns>
    /// <exception cref="FormatException">This is no protobuf.</exception>
    internal bool Next()
    {
        _stream.Position = _fieldEnd;
        if (_fieldEnd >= _end)
        {
            return false;
        }

        var key = ReadVarint();
        Field = (int)(key >> 3);
        Number = 0;
        var length = (key & 7) switch
        {
            0 => ReadNumber(),
            1 => 8,
            2 => ReadVarint(),
            5 => 4,
            _ => throw Malformed(),
        };
        _fieldEnd = _stream.Position + length;
        return length >= 0 && _fieldEnd <= _end ? true : throw Malformed();
    }

    /// <summary>The field as a message of its own.</summary>
    internal ProtobufReader Message() => new(_stream, _fieldEnd);

    /// <summary>The field as a text.</summary>
    internal string Text()
    {
        var length = _fieldEnd - _stream.Position;
        if (length > MaxTextBytes)
        {
            throw Malformed();
        }

        var bytes = new byte[length];
        for (var read = 0; read < bytes.Length;)
        {
            var count = _stream.Read(bytes, read, bytes.Length - read);
            read += count > 0 ? count : throw Malformed();
        }

        return Encoding.UTF8.GetString(bytes);
    }

    private long ReadNumber()
    {
        Number = ReadVarint();
        return 0;
    }

    private long ReadVarint()
    {
        long value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var part = _stream.ReadByte();
            if (part < 0)
            {
                throw Malformed();
            }

            value |= (long)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }

        throw Malformed();
    }

    private static FormatException Malformed() => new("The file is no ONNX model: its fields cannot be read.");
}
