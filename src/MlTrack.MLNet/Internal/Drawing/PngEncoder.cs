using System.IO.Compression;
using System.Text;

namespace MlTrack.MLNet.Internal.Drawing;

/// <summary>Writes pixels as PNG: 8 bits for each of red, green, blue; no filter, one compressed block.</summary>
/// <remarks>
/// Of our own since the picture libraries for .NET bring a native library per platform (some 10 MB each) and need installed fonts, which
/// the containers that train models do not have. Format: https://www.w3.org/TR/png-3/.
/// </remarks>
internal static class PngEncoder
{
    private static readonly byte[] Signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];
    private static readonly uint[] CrcTable = MakeCrcTable();

    /// <param name="pixels">Three bytes a pixel, row by row.</param>
    internal static byte[] Encode(byte[] pixels, int width, int height)
    {
        using var png = new MemoryStream();
        png.Write(Signature, 0, Signature.Length);

        var header = new byte[13];
        WriteBigEndian(header, 0, (uint)width);
        WriteBigEndian(header, 4, (uint)height);
        header[8] = 8;
        header[9] = 2; // colour type: red, green, blue
        WriteChunk(png, "IHDR", header);
        WriteChunk(png, "IDAT", Compress(pixels, width, height));
        WriteChunk(png, "IEND", []);
        return png.ToArray();
    }

    private static byte[] Compress(byte[] pixels, int width, int height)
    {
        var stride = width * 3;
        var lines = new byte[height * (stride + 1)];
        for (var y = 0; y < height; y++)
        {
            // Each line starts with its filter, 0: none.
            Buffer.BlockCopy(pixels, y * stride, lines, (y * (stride + 1)) + 1, stride);
        }

        using var zlib = new MemoryStream();
        zlib.WriteByte(0x78);
        zlib.WriteByte(0x9C);
        using (var deflate = new DeflateStream(zlib, CompressionLevel.Optimal, leaveOpen: true))
        {
            deflate.Write(lines, 0, lines.Length);
        }

        var checksum = new byte[4];
        WriteBigEndian(checksum, 0, Adler32(lines));
        zlib.Write(checksum, 0, 4);
        return zlib.ToArray();
    }

    private static void WriteChunk(Stream png, string type, byte[] data)
    {
        var length = new byte[4];
        WriteBigEndian(length, 0, (uint)data.Length);
        png.Write(length, 0, 4);

        var name = Encoding.ASCII.GetBytes(type);
        png.Write(name, 0, 4);
        png.Write(data, 0, data.Length);
        var checksum = new byte[4];
        WriteBigEndian(checksum, 0, ~Crc(Crc(uint.MaxValue, name), data));
        png.Write(checksum, 0, 4);
    }

    private static uint Crc(uint crc, byte[] data)
    {
        foreach (var value in data)
        {
            crc = CrcTable[(crc ^ value) & 0xFF] ^ (crc >> 8);
        }

        return crc;
    }

    private static uint Adler32(byte[] data)
    {
        const uint Modulus = 65521;

        // So many bytes of 255 can be added before 32 bits overflow, and a division for each byte would cost more than the compression.
        const int Unreduced = 5552;
        uint low = 1, high = 0;
        for (var start = 0; start < data.Length; start += Unreduced)
        {
            var end = Math.Min(data.Length, start + Unreduced);
            for (var i = start; i < end; i++)
            {
                low += data[i];
                high += low;
            }

            low %= Modulus;
            high %= Modulus;
        }

        return (high << 16) | low;
    }

    private static uint[] MakeCrcTable()
    {
        var table = new uint[256];
        for (uint n = 0; n < table.Length; n++)
        {
            var value = n;
            for (var bit = 0; bit < 8; bit++)
            {
                value = (value & 1) != 0 ? 0xEDB88320 ^ (value >> 1) : value >> 1;
            }

            table[n] = value;
        }

        return table;
    }

    private static void WriteBigEndian(byte[] target, int offset, uint value)
    {
        for (var i = 0; i < 4; i++)
        {
            target[offset + i] = (byte)(value >> (24 - (8 * i)));
        }
    }
}
