using Mrq.Core.Diagnostics;
using Mrq.Files;
using Mrq.Formats;

namespace Mrq;

/// <summary>What is wrong with a request and shows before any work: a build says it of all its models before it converts the first.</summary>
internal static class RequestCheck
{
    /// <summary>Every failure there is, of the options, the files they name, and the model.</summary>
    /// <param name="request">The request.</param>
    /// <param name="schemes">Names of schemes of the user's own, one of which may be meant by an unknown one.</param>
    public static IReadOnlyList<MrqException> Failures(ConversionRequest request, IEnumerable<string> schemes)
    {
        var failures = new List<MrqException>();
        ConversionOrder.Require(() => ConversionFiles.Of(request).RequireWritable(), failures);
        var order = ConversionOrder.Read(request, schemes, failures);
        ConversionOrder.Require(
            () =>
            {
                var model = ModelFile.Read(request.ModelPath, request.Shapes);
                RequireConvertible(model);
                if (order is not null)
                {
                    ContainerDemands.Require(request, order.Scheme, model);
                    OverrideNames.Require(order.Scheme, model);
                }
            },
            failures);
        return [.. failures.Select(failure => failure.InFile(request.ModelPath))];
    }

    /// <exception cref="MrqException"><see cref="MrqCodes.UnsupportedConversion"/>.</exception>
    internal static void RequireConvertible(ModelDocument model)
    {
        if (model.Graph.Inputs.IsEmpty || model.Graph.Outputs.IsEmpty)
        {
            throw new MrqException(MrqCodes.UnsupportedConversion, $"the model has {model.Graph.Inputs.Length} inputs and {model.Graph.Outputs.Length} outputs; conversion needs one of each, or more.");
        }
    }
}
