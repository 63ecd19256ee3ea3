using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Formats.TfLite.FlatBuffers;

namespace Mrq.Formats.TfLite.Operators;

/// <summary>The custom operators of the Larq Compute Engine. One of whose options is missing, or says what there is not, stays opaque.</summary>
internal static class BinarizedMappings
{
    private static readonly ImmutableArray<string> Convolution =
        ["stride_height", "stride_width", "dilation_height_factor", "dilation_width_factor", "padding", "pad_values", "channels_in", "fused_activation_function"];

    private static readonly ImmutableArray<string> Pooling = ["filter_height", "filter_width", "stride_height", "stride_width", "padding"];

    public static ImmutableArray<OperatorMapping> All { get; } =
    [
        new CustomMapping<LceQuantize>("LceQuantize", new LceQuantize { Inputs = [], Outputs = [] }),
        new CustomMapping<LceDequantize>("LceDequantize", new LceDequantize { Inputs = [], Outputs = [] }),
        new CustomMapping<LceBconv2d>("LceBconv2d", new LceBconv2d { Inputs = [], Outputs = [] }) { FromOptions = ReadConvolution, ToOptions = Options },
        new CustomMapping<LceBMaxPool2d>("LceBMaxPool2d", new LceBMaxPool2d { Inputs = [], Outputs = [] }) { FromOptions = ReadPooling, ToOptions = Options },
    ];

    private static LceBconv2d? ReadConvolution(FlexMap options, LceBconv2d step) =>
        Convolution.All(options.Has) && IsPadding(options) && options.Int32("fused_activation_function") is >= 0 and <= (int)ActivationFunctionType.Relu6 and var activation
            ? step with
            {
                StrideHeight = options.Int32("stride_height"),
                StrideWidth = options.Int32("stride_width"),
                DilationHeightFactor = options.Int32("dilation_height_factor"),
                DilationWidthFactor = options.Int32("dilation_width_factor"),
                Padding = (Padding)options.Int32("padding"),
                PadValues = options.Int32("pad_values"),
                ChannelsIn = options.Int32("channels_in"),
                FusedActivationFunction = (ActivationFunctionType)activation,
            }
            : null;

    private static LceBMaxPool2d? ReadPooling(FlexMap options, LceBMaxPool2d step) =>
        Pooling.All(options.Has) && IsPadding(options)
            ? step with
            {
                FilterHeight = options.Int32("filter_height"),
                FilterWidth = options.Int32("filter_width"),
                StrideHeight = options.Int32("stride_height"),
                StrideWidth = options.Int32("stride_width"),
                Padding = (Padding)options.Int32("padding"),
            }
            : null;

    private static bool IsPadding(FlexMap options) => options.Int32("padding") is (int)Padding.Same or (int)Padding.Valid;

    private static FlexMap Options(LceBconv2d step) => FlexMap.Empty
        .With("stride_height", FlexNumber.Of(step.StrideHeight))
        .With("stride_width", FlexNumber.Of(step.StrideWidth))
        .With("dilation_height_factor", FlexNumber.Of(step.DilationHeightFactor))
        .With("dilation_width_factor", FlexNumber.Of(step.DilationWidthFactor))
        .With("padding", FlexNumber.Of((int)step.Padding))
        .With("pad_values", FlexNumber.Of(step.PadValues))
        .With("channels_in", FlexNumber.Of(step.ChannelsIn))
        .With("fused_activation_function", FlexNumber.Of((int)step.FusedActivationFunction));

    private static FlexMap Options(LceBMaxPool2d step) => FlexMap.Empty
        .With("filter_height", FlexNumber.Of(step.FilterHeight))
        .With("filter_width", FlexNumber.Of(step.FilterWidth))
        .With("stride_height", FlexNumber.Of(step.StrideHeight))
        .With("stride_width", FlexNumber.Of(step.StrideWidth))
        .With("padding", FlexNumber.Of((int)step.Padding));
}
