using Mrq.Core.Numerics;

namespace Mrq.Formats.Onnx;

/// <summary>ONNX's Protocol Buffers.</summary>
public sealed class OnnxFormat : IModelFormat
{
    public static readonly OnnxFormat Instance = new();

    private OnnxFormat()
    {
    }

    public string Name => "ONNX";

    public string Signature => "the fields of an ONNX model";

    public Arithmetic NativeArithmetic => Arithmetic.OnnxRuntime;

    public ImageOrder ImageOrder => ImageOrder.Nchw;

    public bool Recognizes(ReadOnlySpan<byte> bytes) => ModelFields.LooksLikeModel(bytes);

    public ModelDocument Read(ReadOnlyMemory<byte> bytes) => OnnxModel.Read(bytes);

    public ModelDocument Read(ReadOnlyMemory<byte> bytes, string? folder) => OnnxModel.Read(bytes, folder);

    public ModelDocument Read(ReadOnlyMemory<byte> bytes, string? folder, InputShapes shapes) => OnnxModel.Read(bytes, folder, shapes);
}
