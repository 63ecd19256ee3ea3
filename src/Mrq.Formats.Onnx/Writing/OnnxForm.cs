namespace Mrq.Formats.Onnx;

/// <summary>How a file says that a network is quantized.</summary>
public enum OnnxForm
{
    /// <summary>QuantizeLinear and DequantizeLinear around ordinary operators.</summary>
    Qdq,

    /// <summary>Operators that take integers, scales and zero points themselves.</summary>
    QOperator,
}
