import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, redirect } from "@tanstack/react-router";
import type { QueryClient } from "@tanstack/react-query";
import type { ComponentType } from "react";
import { Board } from "./board/Board";
import { Failure, NotFound } from "./frame/Failure";
import { readAsOf, readAudit, readBoard, readExplore, readForecast, readLeads, readList, readRate, readReport, readTargets, readWork, readApprovals, safeNext } from "./frame/search";
import { Shell } from "./frame/Shell";
import { SignIn } from "./session/SignIn";
import { asProblem } from "./wire/problem";
import { client, pipelinesQuery, sessionQuery, usersQuery } from "./wire/queries";

const root = createRootRouteWithContext<{ client: QueryClient }>()({ notFoundComponent: NotFound, errorComponent: Failure });

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (raw: Record<string, unknown>): { next?: string; refused?: true } => ({ next: safeNext(raw.next), ...(raw.refused === true && { refused: true }) }),
  component: SignIn,
});

const forgotten = createRoute({ getParentRoute: () => root, path: "/forgotten", component: lazyRouteComponent(() => import("./session/Forgotten"), "Forgotten") });

/** Where links of letters lead; what lets in stands behind the #. */
const link = createRoute({ getParentRoute: () => root, path: "/link", component: lazyRouteComponent(() => import("./session/LinkPage"), "LinkPage") });

const setup = createRoute({ getParentRoute: () => root, path: "/setup", component: lazyRouteComponent(() => import("./session/Setup"), "Setup") });

/** Everything behind the door: who is not signed in is sent there, and comes back to the same address. */
export const inside = createRoute({
  getParentRoute: () => root,
  id: "inside",
  validateSearch: readAsOf,
  beforeLoad: async ({ context, location }) => {
    // Asked for together, since the first cards wait for all of them.
    const pipelines = context.client.ensureQueryData(pipelinesQuery);
    pipelines.catch(() => undefined);
    try {
      await context.client.ensureQueryData(sessionQuery);
    } catch (error) {
      context.client.removeQueries({ queryKey: pipelinesQuery.queryKey });
      if (asProblem(error).status === 401) throw redirect({ to: "/sign-in", search: { next: location.href }, replace: true });
      throw error;
    }
    void context.client.prefetchQuery(usersQuery);
    await pipelines;
  },
  component: Shell,
  errorComponent: Failure,
});

const home = createRoute({
  getParentRoute: () => inside,
  path: "/home",
  component: lazyRouteComponent(() => import("./views/Home"), "Home"),
});

export const board = createRoute({ getParentRoute: () => inside, path: "/", validateSearch: readBoard, component: Board });

export const deals = createRoute({
  getParentRoute: () => inside,
  path: "/deals",
  validateSearch: readList,
  component: lazyRouteComponent(() => import("./deals/DealList"), "DealList"),
});

export const deal = createRoute({
  getParentRoute: () => inside,
  path: "/deals/$id",
  component: lazyRouteComponent(() => import("./deal/DealPage"), "DealPage"),
});

const notices = createRoute({
  getParentRoute: () => inside,
  path: "/notices",
  component: lazyRouteComponent(() => import("./notices/NoticesPage"), "NoticesPage"),
});

const attention = createRoute({
  getParentRoute: () => inside,
  path: "/attention",
  validateSearch: readWork,
  component: lazyRouteComponent(() => import("./work/AttentionPage"), "AttentionPage"),
});

const tasks = createRoute({
  getParentRoute: () => inside,
  path: "/tasks",
  validateSearch: readWork,
  component: lazyRouteComponent(() => import("./work/TasksPage"), "TasksPage"),
});

const approvals = createRoute({
  getParentRoute: () => inside,
  path: "/approvals",
  validateSearch: readApprovals,
  component: lazyRouteComponent(() => import("./work/ApprovalsPage"), "ApprovalsPage"),
});

const leads = createRoute({
  getParentRoute: () => inside,
  path: "/leads",
  validateSearch: readLeads,
  component: lazyRouteComponent(() => import("./leads/LeadsPage"), "LeadsPage"),
});

const lead = createRoute({
  getParentRoute: () => inside,
  path: "/leads/$id",
  component: lazyRouteComponent(() => import("./leads/LeadPage"), "LeadPage"),
});

const people = createRoute({
  getParentRoute: () => inside,
  path: "/people",
  component: lazyRouteComponent(() => import("./people/PeoplePage"), "PeoplePage"),
});

const forecast = createRoute({
  getParentRoute: () => inside,
  path: "/forecast",
  validateSearch: readForecast,
  component: lazyRouteComponent(() => import("./forecast/ForecastPage"), "ForecastPage"),
});

const accuracy = createRoute({
  getParentRoute: () => inside,
  path: "/forecast/accuracy",
  validateSearch: readForecast,
  component: lazyRouteComponent(() => import("./forecast/Accuracy"), "Accuracy"),
});

const calibration = createRoute({
  getParentRoute: () => inside,
  path: "/forecast/calibration",
  validateSearch: readForecast,
  component: lazyRouteComponent(() => import("./scores/Calibration"), "Calibration"),
});

const targets = createRoute({
  getParentRoute: () => inside,
  path: "/forecast/targets",
  validateSearch: readTargets,
  component: lazyRouteComponent(() => import("./forecast/Targets"), "Targets"),
});

const settings = createRoute({
  getParentRoute: () => inside,
  path: "/settings",
  component: lazyRouteComponent(() => import("./settings/Settings"), "Settings"),
});

const profile = createRoute({
  getParentRoute: () => settings,
  path: "/",
  component: lazyRouteComponent(() => import("./settings/Profile"), "Profile"),
});

const workspace = createRoute({
  getParentRoute: () => settings,
  path: "/workspace",
  component: lazyRouteComponent(() => import("./settings/WorkspacePage"), "WorkspacePage"),
});

const rates = createRoute({
  getParentRoute: () => settings,
  path: "/rates",
  validateSearch: readRate,
  component: lazyRouteComponent(() => import("./rates/Rates"), "Rates"),
});

const pipelineList = createRoute({
  getParentRoute: () => settings,
  path: "/pipelines",
  component: lazyRouteComponent(() => import("./process/Pipelines"), "Pipelines"),
});

const designer = createRoute({
  getParentRoute: () => settings,
  path: "/pipelines/$id",
  component: lazyRouteComponent(() => import("./process/Designer"), "Designer"),
});

const ruleList = createRoute({
  getParentRoute: () => settings,
  path: "/rules",
  component: lazyRouteComponent(() => import("./process/Rules"), "Rules"),
});

const rule = createRoute({
  getParentRoute: () => settings,
  path: "/rules/$id",
  component: lazyRouteComponent(() => import("./process/RuleEditor"), "RuleEditor"),
});

const routeList = createRoute({
  getParentRoute: () => settings,
  path: "/routes",
  component: lazyRouteComponent(() => import("./leads/Routes"), "Routes"),
});

const route = createRoute({
  getParentRoute: () => settings,
  path: "/routes/$id",
  component: lazyRouteComponent(() => import("./leads/RouteEditor"), "RouteEditor"),
});

const absences = createRoute({
  getParentRoute: () => settings,
  path: "/absences",
  component: lazyRouteComponent(() => import("./leads/Absences"), "Absences"),
});

const policyList = createRoute({
  getParentRoute: () => settings,
  path: "/policies",
  component: lazyRouteComponent(() => import("./process/Policies"), "Policies"),
});

const policy = createRoute({
  getParentRoute: () => settings,
  path: "/policies/$id",
  component: lazyRouteComponent(() => import("./process/PolicyEditor"), "PolicyEditor"),
});

const playbookList = createRoute({
  getParentRoute: () => settings,
  path: "/playbooks",
  component: lazyRouteComponent(() => import("./process/Playbooks"), "Playbooks"),
});

const playbook = createRoute({
  getParentRoute: () => settings,
  path: "/playbooks/$id",
  component: lazyRouteComponent(() => import("./process/PlaybookEditor"), "PlaybookEditor"),
});

const qualificationList = createRoute({
  getParentRoute: () => settings,
  path: "/qualifications",
  component: lazyRouteComponent(() => import("./process/Qualifications"), "Qualifications"),
});

const qualification = createRoute({
  getParentRoute: () => settings,
  path: "/qualifications/$id",
  component: lazyRouteComponent(() => import("./process/QualificationEditor"), "QualificationEditor"),
});

const reports = createRoute({
  getParentRoute: () => inside,
  path: "/reports",
  validateSearch: readReport,
  beforeLoad: ({ search }) => {
    throw redirect({ to: "/reports/health", search, replace: true });
  },
});

const named = <P extends string, S>(path: P, validateSearch: (raw: Record<string, unknown>) => S, component: () => Promise<ComponentType>) =>
  createRoute({
    getParentRoute: () => inside,
    path,
    validateSearch,
    component: lazyRouteComponent(() => component().then((page) => ({ default: page }))),
  });

const health = named("/reports/health", readReport, () => import("./reports/Health").then((page) => page.Health));
const velocity = named("/reports/velocity", readReport, () => import("./reports/Velocity").then((page) => page.Velocity));
const conversion = named("/reports/conversion", readReport, () => import("./reports/Conversion").then((page) => page.Conversion));
const coverage = named("/reports/coverage", readReport, () => import("./reports/Coverage").then((page) => page.Coverage));
const bridge = named("/reports/bridge", readReport, () => import("./reports/Bridge").then((page) => page.Bridge));
const winloss = named("/reports/winloss", readReport, () => import("./reports/WinLoss").then((page) => page.WinLoss));
const stalled = named("/reports/stalled", readReport, () => import("./reports/Stalled").then((page) => page.Stalled));

const explore = createRoute({
  getParentRoute: () => inside,
  path: "/reports/explore",
  validateSearch: readExplore,
  component: lazyRouteComponent(() => import("./reports/Explorer"), "Explorer"),
});

const reportRoutes = [reports, health, velocity, conversion, coverage, bridge, winloss, stalled, explore] as const;

const sessions = createRoute({
  getParentRoute: () => settings,
  path: "/sessions",
  component: lazyRouteComponent(() => import("./settings/Sessions"), "Sessions"),
});

const passkeys = createRoute({
  getParentRoute: () => settings,
  path: "/passkeys",
  component: lazyRouteComponent(() => import("./settings/Passkeys"), "Passkeys"),
});

const tokens = createRoute({
  getParentRoute: () => settings,
  path: "/tokens",
  component: lazyRouteComponent(() => import("./settings/Tokens"), "Tokens"),
});

const audit = createRoute({
  getParentRoute: () => settings,
  path: "/audit",
  validateSearch: readAudit,
  component: lazyRouteComponent(() => import("./settings/Audit"), "Audit"),
});

export const router = createRouter({
  routeTree: root.addChildren([
    signIn,
    forgotten,
    link,
    setup,
    inside.addChildren([
      home,
      notices,
      attention,
      tasks,
      approvals,
      leads,
      lead,
      board,
      deals,
      deal,
      forecast,
      accuracy,
      calibration,
      targets,
      ...reportRoutes,
      people,
      settings.addChildren([profile, sessions, passkeys, tokens, workspace, rates, pipelineList, designer, ruleList, rule, routeList, route, absences, policyList, policy, playbookList, playbook, qualificationList, qualification, audit]),
    ]),
  ]),
  context: { client },
  defaultErrorComponent: Failure,
  defaultNotFoundComponent: NotFound,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
