using Mrq.Core.Numerics;

namespace Mrq.Formats.TfLite;

/// <summary>TFLite's FlatBuffers.</summary>
public sealed class TfLiteFormat : IModelFormat
{
    public static readonly TfLiteFormat Instance = new();

    private TfLiteFormat()
    {
    }

    public string Name => "TFLite";

    public string Signature => "the identifier TFL3 of a TFLite model at byte 4";

    public Arithmetic NativeArithmetic => Arithmetic.TFLiteSource;

    public Arithmetic RuntimeArithmetic => Arithmetic.TFLite;

    public ImageOrder ImageOrder => ImageOrder.Nhwc;

    private static ReadOnlySpan<byte> Identifier => "TFL3"u8;

    public bool Recognizes(ReadOnlySpan<byte> bytes) => bytes.Length >= 8 && bytes.Slice(4, 4).SequenceEqual(Identifier);

    public ModelDocument Read(ReadOnlyMemory<byte> bytes) => TfLiteModel.Read(bytes);
}
