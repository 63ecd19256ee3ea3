using Mrq.Core.Operators;

namespace Mrq.Formats.TfLite.Operators;

internal sealed class ShapeMapping() : OperatorMapping<Shape>("SHAPE", "ShapeOptions")
{
    protected override Shape Read(OptionsReader options, OpaqueOperator shell) => new()
    {
        Inputs = shell.Inputs,
        Outputs = shell.Outputs,
        OutType = options.Type("out_type"),
    };

    protected override void Write(OptionsEditor options, Shape step) => options.Set("out_type", step.OutType);
}
