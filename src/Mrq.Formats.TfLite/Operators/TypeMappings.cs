using System.Collections.Immutable;
using Mrq.Core.Operators;
using static Mrq.Formats.TfLite.Operators.OperatorAttribute;

namespace Mrq.Formats.TfLite.Operators;

/// <summary>Operators between types.</summary>
internal static class TypeMappings
{
    public static ImmutableArray<OperatorMapping> All { get; } =
    [
        new OperatorMapping<Quantize>(new() { Inputs = [], Outputs = [] }, "QuantizeOptions"),
        new OperatorMapping<Dequantize>(new() { Inputs = [], Outputs = [] }, "DequantizeOptions"),
        new OperatorMapping<Shape>(new() { Inputs = [], Outputs = [] }, "ShapeOptions")
        {
            Attributes = [Type<Shape>("out_type", step => step.OutType, (step, value) => step with { OutType = value })],
        },
        new OperatorMapping<Cast>(new() { Inputs = [], Outputs = [] }, "CastOptions")
        {
            Attributes =
            [
                Type<Cast>("in_data_type", step => step.InDataType, (step, value) => step with { InDataType = value }),
                Type<Cast>("out_data_type", step => step.OutDataType, (step, value) => step with { OutDataType = value }),
            ],
        },
        new OperatorMapping<Rank>(new() { Inputs = [], Outputs = [] }, "RankOptions"),
        new OperatorMapping<NumberRange>(new() { Inputs = [], Outputs = [] }, "RangeOptions"),
        new OperatorMapping<Rfft2D>(new() { Inputs = [], Outputs = [] }, "Rfft2dOptions"),
        new OperatorMapping<ComplexAbs>(new() { Inputs = [], Outputs = [] }),
        new OperatorMapping<Real>(new() { Inputs = [], Outputs = [] }),
        new OperatorMapping<Imag>(new() { Inputs = [], Outputs = [] }),
        new OperatorMapping<BroadcastArgs>(new() { Inputs = [], Outputs = [] }),
    ];
}
