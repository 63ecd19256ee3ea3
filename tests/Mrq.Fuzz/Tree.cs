using Mrq.Formats.TfLite.FlatBuffers;
using Mrq.Formats.TfLite.Schema;

namespace Mrq.Fuzz;

/// <summary>A file as the tree of its tables, whether or not the graph in it makes sense.</summary>
internal static class Tree
{
    public static FlatTable Read(byte[] bytes) => new FlatDecoder(bytes, TfLiteSchema.Instance).DecodeRoot(TfLiteSchema.Instance.Model);

    public static byte[] Write(FlatTable root) => FlatEncoder.Encode(root, "TFL3"u8, ReadOnlyMemory<byte>.Empty, 0, out _);
}
