namespace Mrq.Conversion.Tests.Graphs;

/// <summary>How a random graph is quantized.</summary>
public enum SourceKind
{
    /// <summary>uint8, asymmetric, one scale for the weights of a layer: TF1.</summary>
    UInt8,

    /// <summary>int8 with weights per channel: TFLite's specification.</summary>
    Int8PerChannel,

    /// <summary>int8 with one scale for the weights of a layer.</summary>
    Int8,

    /// <summary>int16 activations, int8 weights per channel.</summary>
    Int16x8,
}
