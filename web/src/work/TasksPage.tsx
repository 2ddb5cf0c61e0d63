import "./words";
import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useRefine } from "../frame/TopBar";
import { Button } from "../parts/controls";
import { Empty } from "../parts/empty";
import { Page, Part } from "../parts/page";
import { Answered } from "../reports/ReportPage";
import { useText } from "../text/useText";
import { useMe } from "../views/me";
import { tasksQuery, type Task } from "./queries";
import { Tabs } from "./Tabs";
import { NewTask } from "./NewTask";
import { TaskRow } from "./TaskRow";

/** Tasks by when they are due: what is late comes first. */
export function TasksPage() {
  const { t, today } = useText();
  const { whose = "mine" } = useSearch({ from: "/inside/tasks" });
  const refine = useRefine();
  const { me } = useMe();
  const query = useQuery(tasksQuery);
  const [adding, setAdding] = useState(false);
  const group = ({ due, state }: Task) => (state !== "open" ? "closed" : due < today ? "overdue" : due === today ? "today" : "upcoming");
  return (
    <Page
      title={t("nav.tasks")}
      lead={t("tasks.lead")}
      actions={
        <Button tone="primary" onClick={() => setAdding(true)}>
          <Plus size={15} aria-hidden />
          {t("tasks.new")}
        </Button>
      }
    >
      <Tabs
        label={t("nav.tasks")}
        value={whose}
        choices={[
          { value: "mine", label: t("tasks.mine") },
          { value: "all", label: t("tasks.all") },
        ]}
        onChoose={(next) => refine({ whose: next === "mine" ? undefined : next })}
      />
      <div className="mt-4">
        <Answered query={{ ...query, isPlaceholderData: false }}>
          {(all) => {
            const shown = all.filter(({ owner }) => whose === "all" || owner === me).toSorted((a, b) => a.due.localeCompare(b.due));
            if (shown.length === 0) return <Empty>{t("tasks.none")}</Empty>;
            return (["overdue", "today", "upcoming", "closed"] as const).map((name) => {
              const tasks = shown.filter((task) => group(task) === name);
              if (tasks.length === 0) return null;
              return (
                <Part key={name} title={t(`tasks.${name}`)}>
                  <ul className="divide-y divide-line border-y border-line">
                    {tasks.map((task) => (
                      <TaskRow key={task.id} task={task} late={name === "overdue"} />
                    ))}
                  </ul>
                </Part>
              );
            });
          }}
        </Answered>
      </div>
      {adding && <NewTask onClose={() => setAdding(false)} />}
    </Page>
  );
}
