using Mrq.Emulator.Context;

namespace Mrq.Emulator.Resizing;

/// <summary>Input and output of a resize: four dimensions each, height and width of the output as input 1 says. TFLite compares no scales here.</summary>
internal static class ResizeShapes
{
    public static (int[] Input, int[] Output) Create(KernelContext context)
    {
        var input = context.Dimensions(context.Input(0));
        context.Require(input.Length == 4 && input[1] > 0 && input[2] > 0, "the input must have four dimensions and at least one pixel.");
        var size = context.Integers(1, 2, allowInt64: false);
        context.Require(size[0] > 0 && size[1] > 0, "the new size must have at least one pixel.");
        return (input, context.OutputDimensions([input[0], size[0], size[1], input[3]]));
    }
}
