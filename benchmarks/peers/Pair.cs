namespace Mrq.Peers;

/// <summary>A network that both compute.</summary>
/// <param name="Name">As results name it.</param>
/// <param name="Peer">ONNX Runtime's file, below the test data.</param>
/// <param name="Emulated">The emulator's file.</param>
/// <param name="Goal">The ratio that is to be kept on a processor with VNNI.</param>
internal sealed record Pair(string Name, string Peer, string Emulated, double Goal)
{
    private const string Quantized = "peers/mobilenet_v2_1.0_224_quant.qoperator.onnx";
    private const string Unsigned = "peers/tf2_mobilenet_v2_1.0_224_ptq.qdq_u8.onnx";
    private const string Signed = "peers/tf2_mobilenet_v2_1.0_224_ptq.qdq_s8.onnx";

    /// <summary>TFLite's networks beside their twins in ONNX, then the ONNX files themselves.</summary>
    public static IReadOnlyList<Pair> All { get; } =
    [
        new("uint8, QOperator; the emulator on the TFLite file", Quantized, "models/mobilenet_v2_1.0_224_quant.tflite", 0.45),
        new("uint8, QDQ; the emulator on the TFLite file (int8)", Unsigned, "models/tf2_mobilenet_v2_1.0_224_ptq.tflite", 1.0),
        new("int8, QDQ; the emulator on the TFLite file", Signed, "models/tf2_mobilenet_v2_1.0_224_ptq.tflite", 0.6),
        new("uint8, QOperator; both on this file", Quantized, Quantized, 1.2),
        new("uint8, QDQ; both on this file", Unsigned, Unsigned, 1.2),
        new("int8, QDQ, in float32 in parts; both on this file", Signed, Signed, 1.2),
    ];
}
