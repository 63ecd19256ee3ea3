using System.CommandLine;
using Mrq.Core.Diagnostics;

namespace Mrq.Tool;

/// <summary>Runs a command's body and turns failures into one line on standard error and an exit code.</summary>
internal static class CommandRunner
{
    public static void SetAction(Command command, Action<ParseResult, CancellationToken> body) =>
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(() => body(parsed, cancellation))));

    /// <summary>Warnings go where errors go, in the same form.</summary>
    public static void Print(string file, IReadOnlyList<(MrqCode Code, string Message)> warnings)
    {
        foreach (var (code, message) in warnings)
        {
            Console.Error.WriteLine($"{file} : warning {code}: {message}");
        }
    }

    private static int Run(Action body)
    {
        try
        {
            body();
            return ExitCodes.Success;
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.BadInput;
        }
        catch (MrqException error)
        {
            return Report(error);
        }
        catch (AggregateException error) when (error.Flatten().InnerExceptions.OfType<MrqException>().FirstOrDefault() is { } inner)
        {
            return Report(inner);
        }
#pragma warning disable CA1031 // The one place where everything ends: a user never sees a stack trace.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Console.Error.WriteLine($"error {MrqCodes.Internal}: {error.GetType().Name}: {error.Message} Please report it with the model and the command.");
            return ExitCodes.BadInput;
        }
    }

    private static int Report(MrqException error)
    {
        var file = error.Place.File is { } path ? $"{path} : " : "";
        Console.Error.WriteLine($"{file}error {error.Code}: {error.MessageWithPlace}");
        return MrqCodes.IsFailedGate(error.Code) ? ExitCodes.FailedGate : ExitCodes.BadInput;
    }
}
